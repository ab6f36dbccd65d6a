#include "harness/report/terminal.hpp"

#include "harness/record/json.hpp"

#include <fmt/format.h>

namespace winerror87 {
namespace {

constexpr std::size_t evidence_lines = 12;
constexpr std::size_t most_explained = 40;

std::string case_of(const Record& record) {
  return record.cell.substr(0, record.cell.find('/'));
}

std::string levels_of(const Record& record) {
  const std::size_t slash = record.cell.find('/');
  return slash == std::string::npos ? record.cell : record.cell.substr(slash + 1);
}

std::string expected_text(const Record& record) {
  return record.expectation.empty() ? counts_text(record.expected) : record.expectation;
}

}  // namespace

std::string harmless(std::string_view bytes) {
  std::string shown;
  for (const char byte : valid_utf8(bytes)) {
    const auto value = static_cast<unsigned char>(byte);
    if (value == '\t')
      shown += ' ';
    else if (value < 0x20 || value == 0x7F)
      shown += fmt::format("\\x{:02x}", value);
    else
      shown += byte;
  }
  // U+0080..U+009F are control characters too; in UTF-8 they are C2 80..C2 9F.
  for (std::size_t at = shown.find('\xC2'); at != std::string::npos; at = shown.find('\xC2', at + 1)) {
    if (static_cast<unsigned char>(shown[at + 1]) < 0xA0)
      shown.replace(at, 2, "\\x" + fmt::format("{:02x}", static_cast<unsigned char>(shown[at + 1])));
  }
  return shown;
}

std::string counts_text(const std::vector<FateCounts>& generations) {
  std::string text;
  for (const FateCounts& counts : generations) text += (text.empty() ? "" : " | ") + to_string(counts);
  return text;
}

TerminalReport::TerminalReport(std::FILE* out, std::FILE* progress, Style style,
                               std::map<std::string, std::string> questions)
    : out_(out), progress_(progress), style_(style), questions_(std::move(questions)) {}

TerminalReport::~TerminalReport() {
  clear_progress();
}

void TerminalReport::show_progress(const std::string& text) {
  if (style_.colour) {
    fmt::print(progress_, "\r\033[K{}...", text);
    progress_shown_ = true;
  } else if (text != last_progress_) {
    fmt::print(progress_, "{} ...\n", text);
  }
  last_progress_ = text;
  std::fflush(progress_);
}

void TerminalReport::clear_progress() {
  if (!progress_shown_) return;
  fmt::print(progress_, "\r\033[K");
  std::fflush(progress_);
  progress_shown_ = false;
}

void TerminalReport::preparing(const std::string& what) {
  show_progress(what);
}

void TerminalReport::running(const std::string& cell, int seconds) {
  show_progress(fmt::format("{}: {} s", harmless(cell), seconds));
}

std::string TerminalReport::coloured(Status status, std::string text) const {
  if (!style_.colour) return text;
  const int code = status == Status::expected ? 32 : status == Status::unexpected ? 31 : 33;
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

void TerminalReport::finished(const Record& record) {
  clear_progress();
  if (style_.headings && case_of(record) != last_case_) {
    last_case_ = case_of(record);
    fmt::print(out_, "\n{}: {}\n", last_case_, questions_[last_case_]);
    fmt::print(out_, "  {:<11}{:<62}{:<36}{:<36}{:>9}\n", "status", "cell", "expected", "observed", "seconds");
  }
  const std::string status = fmt::format("{:<11}", to_string(record.verdict.status));
  const bool skipped = record.verdict.status == Status::skipped;
  fmt::print(out_, "  {}{:<62}{:<36}{:<36}{:>7.2f} s\n", coloured(record.verdict.status, status),
             harmless(levels_of(record)), expected_text(record),
             skipped ? "not run" : counts_text(record.observation.counts()), record.observation.seconds);
  if (record.verdict.status != Status::expected && record.verdict.status != Status::skipped) {
    fmt::print(out_, "             {}\n", harmless(record.verdict.reason));
  }
  std::fflush(out_);
  if (record.verdict.status != Status::expected) not_expected_.push_back(record);
}

void TerminalReport::tell(const Record& record) {
  clear_progress();
  fmt::print(out_, "\n{} {}\n", coloured(record.verdict.status, std::string(to_string(record.verdict.status))),
             harmless(record.cell));
  if (!record.verdict.reason.empty()) fmt::print(out_, "  {}\n", harmless(record.verdict.reason));
  fmt::print(out_, "  {} expected, {} observed in {:.2f} s ({})\n", expected_text(record),
             counts_text(record.observation.counts()), record.observation.seconds, harmless(record.observation.ending));
  for (const auto& generation : record.observation.generations) {
    for (const WorkerFate& worker : generation) {
      fmt::print(out_, "  generation {}, worker {}: {}{}{}{}\n", worker.generation,
                 worker.ordinal ? std::to_string(*worker.ordinal) : "?", to_string(worker.fate),
                 worker.detail.empty() ? "" : " (" + harmless(worker.detail) + ")",
                 worker.recovered ? ", recovered" : "", worker.attributed ? ", by elimination" : "");
      for (std::size_t i = 0; i < std::min(worker.evidence.size(), evidence_lines); ++i) {
        fmt::print(out_, "    > {}\n", harmless(worker.evidence[i]));
      }
    }
  }
  for (const SmokeAnswer& smoke : record.observation.smoke) {
    fmt::print(out_, "  smoke {} -> {}\n", harmless(smoke.path),
               smoke.status ? std::to_string(smoke.status) : harmless(smoke.problem));
  }
  const bool lines_matter = record.verdict.status == Status::undecided || record.verdict.status == Status::unexpected;
  if (lines_matter && !record.observation.last_lines.empty()) {
    fmt::print(out_, "  the last lines that it printed:\n");
    for (const std::string& line : record.observation.last_lines) fmt::print(out_, "    | {}\n", harmless(line));
  }
  if (!record.rerun.empty()) fmt::print(out_, "  again: {}\n", harmless(record.rerun));
}

void TerminalReport::end(const Tally& tally) {
  clear_progress();
  std::map<std::string, int> skips;
  std::size_t explained = 0;
  for (const Record& record : not_expected_) {
    if (record.verdict.status == Status::skipped)
      ++skips[record.verdict.reason];
    else if (++explained <= most_explained)
      tell(record);
  }
  if (explained > most_explained) fmt::print(out_, "\n... and {} more, in the records.\n", explained - most_explained);
  for (const auto& [reason, count] : skips) fmt::print(out_, "\n{} not run: {}\n", count, harmless(reason));
  fmt::print(out_, "\n{} trials: {} expected", tally.total(), tally.expected);
  for (const auto& [count, word] :
       {std::pair(tally.unexpected, "unexpected"), {tally.undecided, "undecided"}, {tally.skipped, "skipped"}}) {
    if (count > 0) fmt::print(out_, ", {} {}", count, word);
  }
  fmt::print(out_, "\n");
  std::fflush(out_);
}

}  // namespace winerror87
