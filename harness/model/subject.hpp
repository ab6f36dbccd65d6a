#pragma once

#include "harness/model/case.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// How it is told which worker answered.
enum class Identify {
  announce,   // the subject announces its workers (fixtures/README.md), and says its ordinal in the body
  isolation,  // all workers but one are suspended, and the one that runs is asked
  body,       // the body is a number, or JSON with a "pid"
  header,     // a response header
};

std::string_view to_string(Identify identify);
std::optional<Identify> identify_from(std::string_view text);

// A factor that the subject understands, with the levels it takes.
struct FactorDomain {
  std::string name;
  std::vector<std::string> levels;
  bool any_count = false;  // any whole number from 1 on, in place of `levels`
  bool takes(const Level& level) const;
};

// What a level of the factor `reload` means for the processes of a subject.
struct ReloadRule {
  int generations = 1;
  std::optional<int> workers;  // this many serve, whatever the factor `workers` says
};

// A Windows CPython as a package of a registry: `maven` is group:artifact:version:type:classifier.
struct Interpreter {
  std::string maven;
  std::string sha256;
  std::string program;  // the interpreter inside the unpacked archive
};

// How a real program is had; a subject of our own has none of it. Maps are keyed by the level of the factor.
struct Obtain {
  std::map<std::string, Interpreter> interpreters;  // factor `python`
  // (release, python) -> requirements with hashes, as pip and uv take them
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> locks;
};

// A program under test, as a file in cases/subjects/ describes it. Placeholders in braces are filled in by launch/.
struct Subject {
  std::string name;
  std::string description;
  std::vector<FactorDomain> factors;
  std::vector<std::pair<std::string, Factors>> presets;
  std::vector<std::string> command;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::string> without;  // see Command::without
  Identify identify = Identify::isolation;
  std::string header;
  std::string whoami = "/";
  std::vector<std::string> smoke;
  std::map<std::string, ReloadRule> reload;  // by level of the factor `reload`
  std::optional<Obtain> obtain;
  Place place;

  const FactorDomain* factor(std::string_view name) const;
  const Factors* preset(std::string_view name) const;
  ReloadRule reload_rule(const Factors& factors) const;
  // The number of processes that serve in each generation; the N of a CountRule.
  int workers(const Factors& factors) const;
};

}  // namespace winerror87
