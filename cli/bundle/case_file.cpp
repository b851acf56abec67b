#include "cli/bundle/case_file.hpp"

#include "checks/base/file_status.hpp"
#include "cli/bundle/zip.hpp"

namespace preflight {

FileText read_case(const std::string& path) {
  const auto status = file_status(path);
  const auto* found = std::get_if<FileStatus>(&status);
  const bool folder = found != nullptr && found->kind == FileKind::directory;
  auto content = read_bytes(folder ? path + "/" + facts_name : path, longest_facts);
  if (content.text && content.text->size() > longest_facts)
    return {std::nullopt, false, "it is longer than the facts of a case may be (256 MiB)"};
  if (!content.text || !bundle::looks_like_zip(*content.text)) return content;
  auto facts = bundle::read_zip(*content.text, facts_name, longest_facts);
  if (auto* wrong = std::get_if<bundle::ZipError>(&facts))
    return {std::nullopt, false, std::move(wrong->message)};
  return {std::get<std::string>(std::move(facts)), false, {}};
}

}  // namespace preflight
