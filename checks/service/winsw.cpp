#include "checks/service/winsw.hpp"

#include <fmt/format.h>

#include <pugixml.hpp>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t most_arguments = 256;

class Settings {
 public:
  Settings(const pugi::xml_node& root, const Environment& environment, HostLook& look)
      : root_(root), environment_(environment), look_(look) {}

  [[nodiscard]] std::string text(const char* name) { return expanded(root_.child(name)); }

  /// <startarguments> in place of <arguments>, or <argument> again and again.
  [[nodiscard]] std::string arguments() {
    auto all = text("startarguments");
    if (all.empty()) all = text("arguments");
    std::size_t count = 0;
    for (const auto& one : root_.children("argument"))
      if (++count <= most_arguments) all += (all.empty() ? "" : " ") + expanded(one);
    return all;
  }

 private:
  std::string expanded(const pugi::xml_node& node) {
    auto [text, unknown] = expand(trim(node.text().get()), environment_);
    for (auto& name : unknown) look_.unknown_variables.push_back(std::move(name));
    return text;
  }

  const pugi::xml_node& root_;
  const Environment& environment_;
  HostLook& look_;
};

// pugixml knows no entities but XML's own five and reads no other file.
pugi::xml_parse_result parse(pugi::xml_document& document, std::string_view xml) {
  return document.load_buffer(xml.data(), xml.size());
}

}  // namespace

bool is_winsw(std::string_view xml) {
  pugi::xml_document document;
  parse(document, xml);
  return std::string_view(document.document_element().name()) == "service";
}

HostLook read_winsw(std::string_view xml, std::string_view program,
                    const Environment& environment) {
  HostLook look;
  look.kind = Host::winsw;
  const std::string home{folder_of(program)};
  auto variables = environment;
  variables.emplace_back("BASE", home);
  pugi::xml_document document;
  const auto result = parse(document, xml);
  const auto root = document.document_element();
  if (!result || std::string_view(root.name()) != "service") {
    look.complaints.push_back(!result
                                  ? fmt::format("its settings are no XML: {} at byte {}",
                                                result.description(), result.offset)
                                  : std::string("its settings have another root than <service>"));
    return look;
  }
  for (const auto& variable : root.children("env"))
    variables.emplace_back(variable.attribute("name").value(),
                           expand(variable.attribute("value").value(), variables).text);
  Settings settings{root, variables, look};
  look.identifier = settings.text("id");
  if (auto executable = settings.text("executable"); !executable.empty())
    look.application = std::move(executable);
  look.parameters = settings.arguments();
  const auto folder = settings.text("workingdirectory");
  look.directory = folder.empty() ? home : folder;
  auto logs = settings.text("logpath");
  if (logs.empty()) logs = home;
  const std::string name{base_name(program)};
  const auto stem = name.substr(0, name.find_last_of('.'));
  look.stderr_path = logs + "\\" + stem + ".err.log";
  look.stdout_path = logs + "\\" + stem + ".out.log";
  return look;
}

}  // namespace preflight::service
