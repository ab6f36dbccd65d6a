#include "harness/testing/made_case.hpp"

#include <fmt/format.h>

namespace winerror87::tests {

MadeCaseTest::MadeCaseTest() {
  const std::string program = stranger().front();
  const std::string server = write_script(
      "subjects of mine/server",
      fmt::format("case \"$1\" in\n"
                  "  none) set -- \"$2\" \"$3\" ;;\n"
                  "  deaf) set -- \"$2\" \"$3\" --deaf 1 ;;\n"
                  "  error_87) set -- \"$2\" \"$3\" --deaf 1 --say '{}' ;;\n"
                  "  other) set -- \"$2\" \"$3\" --deaf 1 --say '{}' ;;\n"
                  "  crash) exit 3 ;;\n"
                  "  hang) touch '{}'; set -- \"$2\" \"$3\" --no-listen --ignore-term --setsid ;;\n"
                  "esac\n"
                  "port=$1; workers=$2; shift 2\n"
                  "exec '{}' --port $port --workers $workers \"$@\"\n",
                  test_data("made_error_87.txt"), test_data("made_error_10022.txt"), hang_mark(), program));
  write("subjects of mine/stranger.toml",
        fmt::format("name = \"stranger\"\n"
                    "[factors]\n"
                    "fault = [\"none\", \"deaf\", \"error_87\", \"other\", \"crash\", \"hang\"]\n"
                    "workers = \"count\"\n"
                    "[start]\n"
                    "command = ['{}', \"{{fault}}\", \"{{port}}\", \"{{workers}}\"]\n"
                    "[worker]\n"
                    "identify = \"isolate\"\n",
                    server));
}

std::string MadeCaseTest::write_case(std::string_view name, std::string_view factors,
                                     std::string_view expectations) const {
  return write(fmt::format("{}.toml", name), fmt::format("question = \"Does it serve?\"\n"
                                                         "subject = \"subjects of mine/stranger.toml\"\n"
                                                         "platforms = [\"posix\"]\n"
                                                         "[factors]\n"
                                                         "{}\n"
                                                         "{}\n",
                                                         factors, expectations));
}

Words MadeCaseTest::run_words(const std::string& file, const Words& options) const {
  Words words{"run", file, "--record", record_file()};
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

}  // namespace winerror87::tests
