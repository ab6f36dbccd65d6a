// How the test programs themselves end: ctest knows a test by its exit code alone.
#include "harness/platform/own_program.hpp"
#include "harness/testing/program_fixture.hpp"

#include <string>

namespace winerror87::tests {
namespace {

class TestProgramsTest : public ProgramTest {
 protected:
  Ended run_tests(const std::string& program, const Words& options) {
    Words words{(own_folder() / program).string()};
    words.insert(words.end(), options.begin(), options.end());
    return start_program(std::move(words))->wait();
  }
  int code_of_sample(const std::string& filter) {
    return run_tests("winerror87_sample_tests", {"--gtest_filter=" + filter}).code;
  }
};

constexpr int nothing_was_run = 129;

TEST_F(TestProgramsTest, FilterThatSelectsNothingFails) {
  for (const std::string program : {"harness_unit_tests", "winerror87_cells_posix", "winerror87_sample_tests"}) {
    const Ended ended = run_tests(program, {"--gtest_filter=NoSuchTest"});
    EXPECT_EQ(ended.code, nothing_was_run) << program;
    EXPECT_TRUE(says(ended.output, "No test was run: the filter \"NoSuchTest\""));
  }
}

// A `-` or `:` in a test's name is an operator of the filter: what ctest then asks for selects nothing.
TEST_F(TestProgramsTest, FilterWithAnOperatorInAName) {
  EXPECT_EQ(code_of_sample("Sample.Passes-Sample.Passes"), nothing_was_run);
  EXPECT_EQ(code_of_sample("-*"), nothing_was_run);
  EXPECT_EQ(code_of_sample("Sample.error-87=1"), nothing_was_run);
  EXPECT_EQ(code_of_sample("Sample.No:Sample.Nothing"), nothing_was_run);
}

TEST_F(TestProgramsTest, NamesOfAllCellsCanBeFiltered) {
  const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=,. \n";
  for (const std::string label : {"posix", "wine", "real"}) {
    const Ended listed = run_tests("winerror87_cells_" + label, {"--gtest_list_tests"});
    EXPECT_EQ(listed.code, 0) << listed.output;
    const std::size_t odd = listed.output.find_first_not_of(allowed);
    EXPECT_EQ(odd, std::string::npos) << listed.output.substr(odd == std::string::npos ? 0 : odd);
  }
}

TEST_F(TestProgramsTest, EachOutcomeHasItsCode) {
  EXPECT_EQ(code_of_sample("Sample.Passes"), 0);
  EXPECT_EQ(code_of_sample("Sample.Fails"), 1);
  EXPECT_EQ(code_of_sample("Sample.IsSkipped"), WINERROR87_SKIP_CODE);
  EXPECT_EQ(code_of_sample("Sample.Passes:Sample.IsSkipped"), WINERROR87_SKIP_CODE) << "not all of it was shown";
  EXPECT_EQ(code_of_sample("Sample.Fails:Sample.IsSkipped"), 1) << "a failure is never hidden by a skip";
}

TEST_F(TestProgramsTest, OutputCannotFakeASkip) {
  const Ended ended = run_tests("winerror87_sample_tests", {"--gtest_filter=Sample.PrintsThatItIsSkipped"});
  EXPECT_TRUE(says(ended.output, "[  SKIPPED ]"));
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(code_of_sample("Sample.PrintsThatItIsSkippedAndFails"), 1);
}

TEST_F(TestProgramsTest, EmptyShardIsNoFailure) {
  environment_.emplace_back("GTEST_TOTAL_SHARDS", "2");
  environment_.emplace_back("GTEST_SHARD_INDEX", "1");
  EXPECT_EQ(code_of_sample("Sample.Passes"), 0);
}

}  // namespace
}  // namespace winerror87::tests
