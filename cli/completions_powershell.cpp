#include <fmt/format.h>

#include "cli/completions.hpp"

namespace preflight {

namespace {

using Kind = ValueHint::Kind;

std::string verbatim(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + "'";
}

std::string list(const std::vector<std::string_view>& words, std::string_view end = "") {
  std::string text;
  for (const auto word : words)
    text += fmt::format("{}'{}{}'", text.empty() ? "" : ", ", word, end);
  return text;
}

std::string words_of(const ValueHint& hint) {
  return list(hint.words, hint.kind == Kind::format_file ? "=" : "");
}

// What PowerShell gets back as nothing, it completes as a file.
constexpr std::string_view tail = R"ps(
  $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } |
    ForEach-Object { $_.Extent.Text })
  if ($word -eq '') {
    $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -le $cursor } |
      ForEach-Object { $_.Extent.Text })
  }
  $found = @()
  if ($words.Count -le 1) {
    $found = $commands.Keys
  } else {
    $last = "$($words[1]) $($words[-1])"
    if ($words.Count -gt 2 -and $values.ContainsKey($last)) {
      $found = $values[$last]
    } elseif ($word -like '-*' -or -not $bare.ContainsKey($words[1])) {
      $found = @($options[$words[1]])
    } else {
      $found = $bare[$words[1]]
    }
  }
  $found | Where-Object { $_ -like "$word*" } | Sort-Object | ForEach-Object {
    $told = if ($commands.Contains($_)) { $commands[$_] } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $told)
  }
}
)ps";

}  // namespace

std::string powershell_completion(std::span<const CommandWords> commands) {
  std::string summaries, options, values, bare;
  for (const auto& command : commands) {
    summaries += fmt::format("    '{}' = {}\n", command.name, verbatim(command.summary));
    std::vector<std::string_view> names;
    for (const auto& [option, value] : command.options) {
      names.push_back(option->name);
      if (value.kind == Kind::nothing) continue;
      for (const auto name : {option->name, option->short_name})
        if (!name.empty())
          values += fmt::format("    '{} {}' = @({})\n", command.name, name, words_of(value));
    }
    names.emplace_back("--help");
    options += fmt::format("    '{}' = @({})\n", command.name, list(names));
    if (command.bare_value.kind != Kind::nothing)
      bare += fmt::format("    '{}' = @({})\n", command.name, words_of(command.bare_value));
  }
  return fmt::format(
      "# PowerShell completion of preflight, from `preflight completions powershell`.\n\n"
      "Register-ArgumentCompleter -Native -CommandName preflight -ScriptBlock {{\n"
      "  param($word, $ast, $cursor)\n"
      "  $commands = @{{\n{}  }}\n  $options = @{{\n{}  }}\n"
      "  $values = @{{\n{}  }}\n"
      "  $bare = @{{\n{}  }}{}",
      summaries, options, values, bare, tail);
}

}  // namespace preflight
