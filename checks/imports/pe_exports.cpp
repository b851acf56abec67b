// What a PE file offers to others.
#include "checks/base/text.hpp"
#include "checks/imports/pe.hpp"

namespace preflight::imports::pe {

namespace {

constexpr std::uint32_t most_functions = 65536;  ///< an ordinal has 16 bits

std::uint32_t fitting(std::uint32_t count, Bytes table, std::size_t entry) {
  return static_cast<std::uint32_t>(
      std::min<std::size_t>({count, most_functions, table.size() / entry}));
}

}  // namespace

Exports::Exports(const Image& image) : image_(&image), directory_(image.directories[0]) {
  if (directory_.address == 0) return;
  const auto header = image.at(directory_.address);
  if (header.size() < 40) return;
  const auto field = [&](std::size_t at) { return little_u32(header, at).value_or(0); };
  base_ = field(16);
  functions_ = image.at(field(28));
  names_ = image.at(field(32));
  ordinals_ = image.at(field(36));
  function_count_ = fitting(field(20), functions_, 4);
  name_count_ = std::min(fitting(field(24), names_, 4), fitting(field(24), ordinals_, 2));
  library_ = text_at(image.at(field(12)), 0).value_or("");
}

std::string_view Exports::name_at(std::uint32_t index) const {
  if (index >= name_count_) return {};
  const auto rva = little_u32(names_, std::uint64_t{index} * 4).value_or(0);
  return text_at(image_->at(rva), 0).value_or("");
}

std::optional<Export> Exports::function_at(std::uint32_t index) const {
  if (index >= function_count_) return std::nullopt;
  const auto rva = little_u32(functions_, std::uint64_t{index} * 4).value_or(0);
  if (rva == 0) return std::nullopt;  // a hole in the numbers
  Export found{base_ + index, rva, {}};
  if (rva >= directory_.address && rva - directory_.address < directory_.size)
    found.forwarder = text_at(image_->at(rva), 0).value_or("");
  return found;
}

std::optional<Export> Exports::named(std::uint32_t index) const {
  return function_at(little_u16(ordinals_, std::uint64_t{index} * 2).value_or(0));
}

std::optional<Export> Exports::find(std::string_view name, std::uint16_t hint) const {
  if (name.empty()) return std::nullopt;
  if (hint < name_count_ && name_at(hint) == name) return named(hint);
  std::uint32_t low = 0, high = name_count_;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto order = name_at(middle).compare(name);
    if (order == 0) return named(middle);
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return std::nullopt;
}

std::optional<Export> Exports::find_ordinal(std::uint32_t ordinal) const {
  return ordinal < base_ ? std::nullopt : function_at(ordinal - base_);
}

std::optional<Forwarder> parse_forwarder(std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return std::nullopt;
  Forwarder forwarder{text.substr(0, dot), {text.substr(dot + 1), 0, 0}};
  if (!forwarder.symbol.name.starts_with('#')) return forwarder;
  const auto number = parse_unsigned(forwarder.symbol.name.substr(1));
  if (!number || *number > 0xffff) return std::nullopt;
  forwarder.symbol = {{}, static_cast<std::uint16_t>(*number), 0};
  return forwarder;
}

}  // namespace preflight::imports::pe
