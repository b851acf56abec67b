#include "checks/service/command_line.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t longest_text = 65536;
constexpr std::size_t most_candidates = 64;
constexpr std::string_view blanks = " \t";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool has_drive(std::string_view path) {
  return path.size() > 1 && path[1] == ':' && is_letter(path[0]);
}

bool has_root(std::string_view path) {
  return has_drive(path) || path.starts_with("\\\\") || path.starts_with("//") ||
         path.starts_with("\\") || path.starts_with("/");
}

// The native forms that drivers use and some installers write for services as well.
std::string without_native_prefix(std::string_view text, std::string_view windows_folder) {
  constexpr std::string_view dos = "\\??\\";
  constexpr std::string_view root = "\\systemroot\\";
  const bool quoted = text.starts_with('"');
  const std::string_view lead = quoted ? "\"" : "";
  const auto path = text.substr(lead.size());
  if (path.starts_with(dos)) return std::string(lead).append(path.substr(dos.size()));
  if (lower(path.substr(0, root.size())) == root)
    return std::string(lead).append(windows_folder).append("\\").append(path.substr(root.size()));
  return std::string(text);
}

void add_candidate(ImagePath& image, std::string_view path, std::string_view rest,
                   std::string_view windows_folder) {
  const auto first = rest.find_first_not_of(blanks);
  const std::string left{first == std::string_view::npos ? "" : rest.substr(first)};
  std::string full{path};
  if (image.relative) full = std::string(windows_folder) + "\\System32\\" + full;
  const bool extended = base_name(full).find('.') != std::string_view::npos;
  image.candidates.push_back({full, left});
  if (!extended) image.candidates.push_back({full + ".exe", left});
}

}  // namespace

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of("\\/") + 1);
}

std::string_view folder_of(std::string_view path) {
  const auto at = path.find_last_of("\\/");
  return at == std::string_view::npos ? std::string_view{} : path.substr(0, at);
}

bool has_extension(std::string_view path, std::string_view extension) {
  const auto name = base_name(path);
  return name.size() > extension.size() &&
         same_text(name.substr(name.size() - extension.size()), extension);
}

Expanded expand(std::string_view text, const Environment& environment) {
  Expanded result;
  while (!text.empty() && result.text.size() < longest_text) {
    const auto open = text.find('%');
    const auto close = open == std::string_view::npos ? open : text.find('%', open + 1);
    if (close == std::string_view::npos) break;
    result.text += text.substr(0, open);
    const auto name = text.substr(open + 1, close - open - 1);
    const auto found = std::find_if(environment.begin(), environment.end(), [&](const auto& entry) {
      return same_text(entry.first, name);
    });
    if (!name.empty() && found != environment.end()) {
      result.text += found->second;
      text.remove_prefix(close + 1);
    } else {  // the second % may be the first of the next name
      if (!name.empty() && name.find_first_of(" \\/:\"") == std::string_view::npos)
        result.unknown.emplace_back(name);
      result.text += text.substr(open, close - open);
      text.remove_prefix(close);
    }
  }
  result.text += text;
  if (result.text.size() > longest_text) result.text.resize(longest_text);
  return result;
}

ImagePath decode_image_path(std::string_view raw, const Environment& environment,
                            std::string_view windows_folder) {
  ImagePath image;
  auto [text, unknown] = expand(raw, environment);
  text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  image.text = without_native_prefix(text, windows_folder);
  image.unknown_variables = std::move(unknown);
  const std::string_view all = image.text;
  image.quoted = all.starts_with('"');
  if (image.quoted) {
    const auto end = std::min(all.find('"', 1), all.size());
    const auto path = all.substr(1, end - 1);
    image.relative = !has_root(path);
    add_candidate(image, path, all.substr(std::min(end + 1, all.size())), windows_folder);
    return image;
  }
  image.relative = !all.empty() && !has_root(all);
  for (std::size_t at = 0; image.candidates.size() < most_candidates;) {
    at = all.find_first_of(blanks, at);
    const auto path = all.substr(0, at);
    if (!path.empty())
      add_candidate(image, path, at == std::string_view::npos ? "" : all.substr(at),
                    windows_folder);
    if (at == std::string_view::npos) break;
    at = all.find_first_not_of(blanks, at);
    if (at == std::string_view::npos) break;
  }
  image.blank_in_path = image.candidates.size() > 2;
  return image;
}

std::vector<std::string> split_arguments(std::string_view text) {
  std::vector<std::string> arguments;
  std::string current;
  bool inside = false;   // between quotes
  bool started = false;  // "" is an argument, too
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      const auto end = std::min(text.find_first_not_of('\\', i), text.size());
      const auto count = end - i;
      const bool before_quote = end < text.size() && text[end] == '"';
      current.append(before_quote ? count / 2 : count, '\\');
      i = end - 1;
      started = true;
      if (before_quote && count % 2 == 1) {
        current += '"';
        i = end;
      }
    } else if (c == '"') {
      started = true;
      if (inside && i + 1 < text.size() && text[i + 1] == '"')
        current += text[++i];
      else
        inside = !inside;
    } else if (!inside && blanks.find(c) != std::string_view::npos) {
      if (started) arguments.push_back(std::move(current));
      current.clear();
      started = false;
    } else {
      current += c;
      started = true;
    }
  }
  if (started) arguments.push_back(std::move(current));
  return arguments;
}

bool is_relative_path(std::string_view argument) {
  constexpr std::array<std::string_view, 16> files{
      ".py",   ".pyw", ".js",   ".jar",  ".bat",  ".cmd", ".ps1", ".ini",
      ".json", ".yml", ".yaml", ".toml", ".conf", ".cfg", ".db",  ".dll"};
  if (argument.empty() || argument.starts_with('-') || argument.starts_with('/') ||
      has_root(argument) || argument.find("://") != std::string_view::npos)
    return false;
  if (argument.starts_with(".\\") || argument.starts_with("..\\") || argument.starts_with("./") ||
      argument.starts_with("../"))
    return true;
  return std::any_of(files.begin(), files.end(),
                     [&](std::string_view one) { return has_extension(argument, one); });
}

}  // namespace preflight::service
