#include "harness/model/observation.hpp"

namespace winerror87 {

std::vector<FateCounts> Observation::counts() const {
  std::vector<FateCounts> all;
  for (const auto& workers : generations) {
    FateCounts counts;
    for (const WorkerFate& worker : workers) ++counts[worker.fate];
    all.push_back(counts);
  }
  return all;
}

}  // namespace winerror87
