#pragma once

#include "harness/report/sink.hpp"

#include <cstdio>
#include <functional>
#include <map>
#include <string>

namespace winerror87 {

// Text that a terminal shows as it is: what a subject printed could hold control sequences, which become visible marks.
std::string harmless(std::string_view bytes);

// "1 served, 3 error-87", generations apart with " | ".
std::string counts_text(const std::vector<FateCounts>& generations);

// A line for each cell as it finishes; what was unexpected again at the end.
class TerminalReport final : public Sink {
 public:
  struct Style {
    bool colour = false;   // and lines that are rewritten: standard error is the same terminal
    bool headings = true;  // the case's question before its first cell
  };
  // Results go to `out`, progress to `progress`; neither is owned. `question_of` gives the question of a case.
  TerminalReport(std::FILE* out, std::FILE* progress, Style style, std::map<std::string, std::string> questions);
  ~TerminalReport() override;

  void preparing(const std::string& what) override;
  void running(const std::string& cell, int seconds) override;
  void finished(const Record& record) override;
  // One result in full: what each worker came to, with its evidence.
  void tell(const Record& record);
  // After the last trial: the count of each status, and every result that was not expected with its evidence.
  void end(const Tally& tally);

 private:
  void show_progress(const std::string& text);
  void clear_progress();
  std::string coloured(Status status, std::string text) const;

  std::FILE* out_;
  std::FILE* progress_;
  Style style_;
  std::map<std::string, std::string> questions_;
  std::string last_case_;
  std::string last_progress_;
  bool progress_shown_ = false;
  std::vector<Record> not_expected_;
};

}  // namespace winerror87
