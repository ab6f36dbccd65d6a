#include "harness/catalog/catalog.hpp"
#include "harness/catalog/toml_reader.hpp"

namespace winerror87 {
namespace {

using namespace reading;

template <class Read>
void each(const toml::table& table, const std::string& file, std::string_view key, Read read) {
  const toml::node* node = table.get(key);
  if (!node) return;
  for (const auto& [name, value] : as_table(*node, file, key)) read(std::string(name.str()), value);
}

FactorDomain domain(const std::string& name, const toml::node& node, const std::string& file) {
  FactorDomain read;
  read.name = name;
  if (const auto* word = node.as_string(); word && word->get() == "count") {
    read.any_count = true;
    return read;
  }
  for (const Level& one : levels(node, file, name)) read.levels.push_back(one.text);
  return read;
}

ReloadRule reload_rule(const toml::node& node, const std::string& file) {
  const toml::table& table = as_table(node, file, "a level of reload");
  only_keys(table, file, {"generations", "workers"});
  ReloadRule rule;
  if (const toml::node* count = table.get("generations"))
    rule.generations = whole_number(*count, file, "generations", 1, 2);
  if (const toml::node* count = table.get("workers")) rule.workers = whole_number(*count, file, "workers", 1, 10'000);
  return rule;
}

void read_worker(const toml::table& table, const std::string& file, Subject& subject) {
  const toml::node* node = table.get("worker");
  if (!node) return;
  const toml::table& worker = as_table(*node, file, "worker");
  only_keys(worker, file, {"identify", "header", "whoami", "smoke"});
  const std::string word = optional_text(worker, file, "identify", "isolate");
  const auto identify = identify_from(word);
  const Place said = worker.get("identify") ? place_of(*worker.get("identify"), file) : place_of(worker, file);
  if (!identify) fail(said, fmt::format("unknown identify \"{}\". Ways: announce, isolate, body, header.", word));
  subject.identify = *identify;
  subject.header = optional_text(worker, file, "header", "");
  if (subject.identify == Identify::header && subject.header.empty())
    fail(said, "identify = \"header\" needs the header's name: header = \"NAME\".");
  subject.whoami = optional_text(worker, file, "whoami", "/");
  if (const toml::node* smoke = worker.get("smoke")) subject.smoke = texts(*smoke, file, "smoke");
}

void read_locks(const std::filesystem::path& path, Obtain& obtain) {
  const std::string file = path.string();
  const toml::table table = parse(path);
  for (const auto& [release, by_python] : table) {
    for (const auto& [python, node] : as_table(by_python, file, release.str())) {
      const toml::table& entry = as_table(node, file, python.str());
      only_keys(entry, file, {"requirements"});
      const toml::node* requirements = entry.get("requirements");
      if (!requirements) fail(place_of(entry, file), "the key \"requirements\" is missing.");
      obtain.locks[{std::string(release.str()), std::string(python.str())}] =
          texts(*requirements, file, "requirements");
    }
  }
}

// The interpreters and releases that can be had are the levels of the factors `python` and `release`.
void read_obtain(const toml::table& table, const std::string& file, Subject& subject) {
  if (!table.get("interpreter") && !table.get("release")) return;
  Obtain obtain;
  FactorDomain pythons{"python", {}, false};
  FactorDomain releases{"release", {}, false};
  each(table, file, "interpreter", [&](const std::string& name, const toml::node& node) {
    const toml::table& entry = as_table(node, file, name);
    only_keys(entry, file, {"maven", "sha256", "program"});
    obtain.interpreters[name] = {required_text(entry, file, "maven"), required_text(entry, file, "sha256"),
                                 required_text(entry, file, "program")};
    pythons.levels.push_back(name);
  });
  each(table, file, "release", [&](const std::string& name, const toml::node& node) {
    only_keys(as_table(node, file, name), file, {"day"});
    releases.levels.push_back(name);
  });
  read_locks(std::filesystem::path(file).replace_extension(".lock"), obtain);
  subject.factors.push_back(std::move(releases));
  subject.factors.push_back(std::move(pythons));
  subject.obtain = std::move(obtain);
}

// After the factors, whose levels they are.
void read_presets(const toml::table& table, const std::string& file, Subject& subject) {
  each(table, file, "presets", [&](const std::string& name, const toml::node& node) {
    Factors preset;
    for (const auto& [key, value] : as_table(node, file, name)) {
      const FactorDomain* domain = subject.factor(key.str());
      if (!domain)
        fail(place_of(key, file),
             fmt::format("the preset {} names the factor \"{}\", which is not in [factors].", name, key.str()));
      const Level one = level(value, file, key.str());
      if (!domain->takes(one))
        fail(place_of(value, file),
             fmt::format("the preset {} names the level \"{}\", which {} does not have.", name, one.text, key.str()));
      preset.set(key.str(), one);
    }
    subject.presets.emplace_back(name, preset);
  });
}

Subject read_subject(const std::filesystem::path& path) {
  const std::string file = path.string();
  const toml::table table = parse(path);
  only_keys(table, file,
            {"name", "description", "factors", "presets", "start", "worker", "reload", "interpreter", "release"});
  Subject subject;
  subject.place = {file};
  subject.name = required_text(table, file, "name");
  subject.description = optional_text(table, file, "description", "");
  each(table, file, "factors",
       [&](const std::string& name, const toml::node& node) { subject.factors.push_back(domain(name, node, file)); });
  each(table, file, "reload",
       [&](const std::string& name, const toml::node& node) { subject.reload[name] = reload_rule(node, file); });
  const toml::node* start = table.get("start");
  if (!start) fail({file, 1, 1}, "the table [start] is missing: the command that starts the subject.");
  const toml::table& how = as_table(*start, file, "start");
  only_keys(how, file, {"command", "environment", "without"});
  const toml::node* command = how.get("command");
  if (!command) fail(place_of(how, file), "the key \"command\" is missing.");
  subject.command = texts(*command, file, "command");
  if (subject.command.empty()) fail(place_of(*command, file), "the command is empty.");
  each(how, file, "environment", [&](const std::string& name, const toml::node& node) {
    subject.environment.emplace_back(name, text(node, file, name));
  });
  if (const toml::node* without = how.get("without")) subject.without = texts(*without, file, "without");
  read_worker(table, file, subject);
  read_obtain(table, file, subject);
  read_presets(table, file, subject);
  return subject;
}

}  // namespace

Result<Subject> load_subject(const std::filesystem::path& file) {
  try {
    return read_subject(file);
  } catch (const Failure& failure) {
    return failure.error;
  }
}

}  // namespace winerror87
