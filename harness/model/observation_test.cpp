#include "harness/model/observation.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace winerror87 {
namespace {

WorkerFate worker_with(Fate fate) {
  WorkerFate worker;
  worker.fate = fate;
  return worker;
}

TEST(Observation, CountsTheFatesOfEachGeneration) {
  Observation observation;
  observation.generations = {{worker_with(Fate::served), worker_with(Fate::error_87), worker_with(Fate::error_87)},
                             {worker_with(Fate::silent)},
                             {}};
  const std::vector<FateCounts> counts = observation.counts();
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_EQ(to_string(counts[0]), "1 served, 2 error-87");
  EXPECT_EQ(to_string(counts[1]), "1 silent");
  EXPECT_EQ(to_string(counts[2]), "no worker");
}

struct SmokeRow {
  int status;
  bool ok;
};

TEST(SmokeAnswer, IsWellWithAnyStatusFrom200To299) {
  for (const SmokeRow& row : {SmokeRow{0, false},
                              {100, false},
                              {199, false},
                              {200, true},
                              {204, true},
                              {299, true},
                              {300, false},
                              {404, false},
                              {500, false}}) {
    EXPECT_EQ((SmokeAnswer{"/", row.status, ""}.ok()), row.ok) << row.status;
  }
}

}  // namespace
}  // namespace winerror87
