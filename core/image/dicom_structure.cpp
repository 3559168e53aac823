// SPDX-License-Identifier: Apache-2.0
#include "core/image/dicom_structure.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <vector>

namespace transpine {
namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFFu;
constexpr std::uint32_t kItem = 0xFFFEE000u;
constexpr std::uint32_t kItemEnd = 0xFFFEE00Du;
constexpr std::uint32_t kSequenceEnd = 0xFFFEE0DDu;
constexpr std::uint32_t kPixelData = 0x7FE00010u;
constexpr int kMaxDepth = 16;

constexpr std::string_view kShortTypes =
    "AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US";
constexpr std::string_view kLongTypes = "OB OD OF OL OV OW SQ SV UC UN UR UT UV";

bool lists(std::string_view types, std::string_view type) {
  return type.find(' ') == std::string_view::npos && types.find(type) != std::string_view::npos;
}

struct Encoding {
  bool is_explicit = true;
  bool is_big_endian = false;
};

struct Element {
  std::uint32_t tag = 0;
  std::string_view type;  ///< Empty without explicit types.
  std::uint32_t length = 0;
};

/// Thrown within this file only; its text is what dicom_damage returns.
struct Damage {
  std::string why;
};

class Walker {
 public:
  explicit Walker(std::string_view bytes) : bytes_(bytes) {}

  void walk() {
    at_ = bytes_.size() >= 132 && bytes_.substr(128, 4) == "DICM" ? 132 : 0;
    const Encoding encoding = read_meta();
    walk_dataset(encoding, bytes_.size(), false, 0);
    check_pixels();
  }

 private:
  std::uint32_t number(std::size_t at, std::size_t size, bool big_endian) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const auto byte = static_cast<unsigned char>(bytes_[big_endian ? at + i : at + size - 1 - i]);
      value = value << 8 | byte;
    }
    return value;
  }
  void require(std::size_t bytes, std::size_t end) const {
    if (bytes > end - at_) throw Damage{"it ends before all its elements"};
  }
  std::uint32_t tag_here(const Encoding& encoding) const {
    return number(at_, 2, encoding.is_big_endian) << 16 |
           number(at_ + 2, 2, encoding.is_big_endian);
  }

  Element read_element(const Encoding& encoding, std::size_t end) {
    require(8, end);
    Element element;
    element.tag = tag_here(encoding);
    const bool is_item = element.tag >> 16 == 0xFFFE;
    if (!encoding.is_explicit || is_item) {
      element.length = number(at_ + 4, 4, encoding.is_big_endian);
      at_ += 8;
      return element;
    }
    element.type = bytes_.substr(at_ + 4, 2);
    if (lists(kShortTypes, element.type)) {
      element.length = number(at_ + 6, 2, encoding.is_big_endian);
      at_ += 8;
    } else if (lists(kLongTypes, element.type)) {
      require(12, end);
      element.length = number(at_ + 8, 4, encoding.is_big_endian);
      at_ += 12;
    } else {
      throw Damage{"an element has an unknown type"};
    }
    return element;
  }

  /// Reads the file's own description and returns how the rest is written.
  Encoding read_meta() {
    const Encoding meta;
    std::string syntax;
    std::optional<std::size_t> stated_end;
    std::uint32_t last_tag = 0;
    require(8, bytes_.size());
    while (at_ + 8 <= bytes_.size() && tag_here(meta) >> 16 == 2) {
      const Element element = read_element(meta, bytes_.size());
      require(element.length, bytes_.size());
      if (element.tag <= last_tag && last_tag != 0) throw Damage{"its elements are out of order"};
      last_tag = element.tag;
      if (element.tag == 0x00020000u) {
        if (element.length != 4) throw Damage{"its header has no length"};
        stated_end = at_ + 4 + number(at_, 4, false);
      }
      if (element.tag == 0x00020010u) syntax = text(element.length);
      at_ += element.length;
    }
    if (last_tag == 0) return guessed_encoding();
    if (stated_end && *stated_end != at_)
      throw Damage{"its header has another length than it says"};
    if (syntax == "1.2.840.10008.1.2") return {false, false};
    if (syntax == "1.2.840.10008.1.2.2") return {true, true};
    is_rle_ = syntax == "1.2.840.10008.1.2.5";
    is_compressed_ = is_rle_ || syntax.starts_with("1.2.840.10008.1.2.4.");
    if (syntax == "1.2.840.10008.1.2.1" || is_compressed_) return {true, false};
    throw Damage{"its transfer syntax is unknown or not supported"};
  }

  Encoding guessed_encoding() const {
    const std::string_view type = bytes_.substr(at_ + 4, 2);
    return {lists(kShortTypes, type) || lists(kLongTypes, type), false};
  }

  std::string text(std::uint32_t length) const {
    std::string value(bytes_.substr(at_, length));
    while (!value.empty() && (value.back() == '\0' || value.back() == ' ')) value.pop_back();
    return value;
  }

  /// Walks elements up to `end`, or to an item's end mark when `until_mark`.
  void walk_dataset(const Encoding& encoding, std::size_t end, bool until_mark, int depth) {
    if (depth > kMaxDepth) throw Damage{"its sequences are nested too deeply"};
    std::uint32_t last_tag = 0;
    while (at_ < end) {
      const Element element = read_element(encoding, end);
      if (until_mark && element.tag == kItemEnd) return;
      if (element.tag >> 16 == 0xFFFE) throw Damage{"an item lies outside a sequence"};
      if (element.tag <= last_tag) throw Damage{"its elements are out of order"};
      last_tag = element.tag;
      if (element.tag == kPixelData && element.length == kUndefined) {
        fragments_.clear();  // of an icon
        if (depth == 0) has_fragments_ = true;
        walk_fragments(encoding, end);
      } else if (element.type == "SQ" || element.length == kUndefined) {
        // Sequences of unknown type are written without types (PS3.5, 6.2.2, note 2).
        const Encoding within = element.type == "UN" ? Encoding{false, false} : encoding;
        walk_sequence(within, element.length, end, depth);
      } else {
        require(element.length, end);
        if (depth == 0) keep_value(encoding, element);
        at_ += element.length;
      }
    }
    if (until_mark) throw Damage{"it ends within a sequence"};
  }

  void walk_sequence(const Encoding& encoding, std::uint32_t length, std::size_t end, int depth) {
    const bool until_mark = length == kUndefined;
    if (!until_mark) require(length, end);
    const std::size_t sequence_end = until_mark ? end : at_ + length;
    while (at_ < sequence_end) {
      const Element item = read_element(encoding, sequence_end);
      if (until_mark && item.tag == kSequenceEnd) return;
      if (item.tag != kItem) throw Damage{"a sequence holds what is no item"};
      if (item.length == kUndefined) {
        walk_dataset(encoding, sequence_end, true, depth + 1);
      } else {
        require(item.length, sequence_end);
        walk_dataset(encoding, at_ + item.length, false, depth + 1);
      }
    }
    if (until_mark) throw Damage{"it ends within a sequence"};
  }

  void walk_fragments(const Encoding& encoding, std::size_t end) {
    while (at_ < end) {
      const Element item = read_element(encoding, end);
      if (item.tag == kSequenceEnd) return;
      if (item.tag != kItem || item.length == kUndefined) {
        throw Damage{"its compressed pixels are damaged"};
      }
      require(item.length, end);
      fragments_.push_back(bytes_.substr(at_, item.length));
      at_ += item.length;
    }
    throw Damage{"it ends before all its pixels"};
  }

  void keep_value(const Encoding& encoding, const Element& element) {
    const bool is_pixel_count = element.tag >> 16 == 0x0028 && (element.tag & 0xFFFF) <= 0x0103;
    if (is_pixel_count && element.length == 2) {
      values_[element.tag] = number(at_, 2, encoding.is_big_endian);
    }
    // PixelSpacing, ImagePosition, ImageOrientation, intercept, slope, thickness, frames.
    static constexpr std::array<std::uint32_t, 8> numeric{0x00180050u, 0x00180088u, 0x00200032u,
                                                          0x00200037u, 0x00280008u, 0x00280030u,
                                                          0x00281052u, 0x00281053u};
    const bool is_numeric = element.type == "DS" || element.type == "IS" ||
                            std::find(numeric.begin(), numeric.end(), element.tag) != numeric.end();
    if (is_numeric) {
      const std::string value = text(element.length);
      if (value.find_first_not_of("0123456789+-.eE\\ ") != std::string::npos) {
        throw Damage{"a number in it is none"};
      }
      if (element.tag == 0x00280008u) frames_ = value;
    }
    if (element.tag == kPixelData) pixel_bytes_ = element.length;
  }

  std::uint32_t value_of(std::uint32_t tag, const std::array<std::uint32_t, 6>& allowed) const {
    const auto found = values_.find(tag);
    if (found == values_.end() ||
        std::find(allowed.begin(), allowed.end(), found->second) == allowed.end()) {
      throw Damage{"its pixels are not described"};
    }
    return found->second;
  }

  void check_pixels() const {
    const std::uint32_t samples = value_of(0x00280002u, {1, 3, 4, 1, 1, 1});
    const std::uint32_t allocated = value_of(0x00280100u, {1, 8, 12, 16, 32, 64});
    const auto rows = values_.find(0x00280010u);
    const auto columns = values_.find(0x00280011u);
    const auto stored = values_.find(0x00280101u);
    const auto high_bit = values_.find(0x00280102u);
    value_of(0x00280103u, {0, 1, 0, 0, 0, 0});
    if (rows == values_.end() || columns == values_.end() || rows->second == 0 ||
        columns->second == 0 || stored == values_.end() || stored->second == 0 ||
        stored->second > allocated || high_bit == values_.end() || high_bit->second >= allocated ||
        high_bit->second + 1 < stored->second) {
      throw Damage{"its pixels are not described"};
    }
    if (has_fragments_ != is_compressed_) throw Damage{"its pixels are not as it says"};
    std::uint64_t frames = 1;
    if (!frames_.empty()) frames = std::strtoull(frames_.c_str(), nullptr, 10);
    if (has_fragments_) return check_fragments(frames, samples, allocated);
    const std::uint64_t bits = std::uint64_t{rows->second} * columns->second * samples * allocated;
    if (frames == 0 || frames > 65535) throw Damage{"its pixels are not described"};
    if (pixel_bytes_ < (bits + 7) / 8 * frames) throw Damage{"it ends before all its pixels"};
  }

  /// The first fragment is a table of offsets. With RLE each other one is a frame (PS3.5, annex G):
  /// 16 numbers say how many segments there are (one for each byte of a pixel) and where.
  void check_fragments(std::uint64_t frames, std::uint32_t samples, std::uint32_t allocated) const {
    const Damage damage{"its compressed pixels are damaged"};
    if (allocated % 8 != 0 || allocated > 32 || fragments_.size() < 2) throw damage;
    if (!is_rle_) return;
    if (fragments_.size() - 1 != frames) throw damage;
    for (std::size_t i = 1; i < fragments_.size(); ++i) {
      const std::string_view frame = fragments_[i];
      if (frame.size() < 64) throw damage;
      const auto start = static_cast<std::size_t>(frame.data() - bytes_.data());
      const std::uint32_t segments = number(start, 4, false);
      if (segments != samples * allocated / 8) throw damage;
      std::uint32_t last = 0;
      for (std::uint32_t segment = 1; segment <= segments; ++segment) {
        const std::uint32_t offset = number(start + 4 * std::size_t{segment}, 4, false);
        if (offset < 64 || offset <= last || offset >= frame.size()) throw damage;
        last = offset;
      }
    }
  }

  std::string_view bytes_;
  std::vector<std::string_view> fragments_;
  bool is_rle_ = false;
  std::size_t at_ = 0;
  bool is_compressed_ = false;
  bool has_fragments_ = false;
  std::map<std::uint32_t, std::uint32_t> values_;
  std::string frames_;
  std::uint64_t pixel_bytes_ = 0;
};

}  // namespace

std::optional<std::string> dicom_damage(std::string_view bytes) {
  try {
    Walker(bytes).walk();
    return {};
  } catch (const Damage& damage) {
    return damage.why;
  }
}

}  // namespace transpine
