#include "harness/model/verdict.hpp"

#include <gtest/gtest.h>

namespace winerror87 {
namespace {

TEST(Status, EveryStatusIsReadBackFromItsName) {
  for (Status status : {Status::expected, Status::unexpected, Status::undecided, Status::skipped}) {
    EXPECT_EQ(status_from(to_string(status)), status) << to_string(status);
  }
  EXPECT_EQ(status_from("passed"), std::nullopt);
}

TEST(Verdict, IsUndecidedUntilSomebodyJudges) {
  EXPECT_EQ(Verdict{}.status, Status::undecided);
}

}  // namespace
}  // namespace winerror87
