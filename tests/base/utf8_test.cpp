// SPDX-License-Identifier: Apache-2.0
#include "core/base/utf8.h"

#include <gtest/gtest.h>

#include <random>

#include "core/base/json_text.h"

namespace transpine {
namespace {

TEST(Utf8, TextStaysAndOtherBytesAreEscapedOneByOne) {
  EXPECT_EQ(utf8_or_escaped("Größe 椎骨 \U0001F9B4"), "Größe 椎骨 \U0001F9B4");
  EXPECT_EQ(utf8_or_escaped("a\xff\xfe z"), "a%FF%FE z");
  // Too long, a surrogate, beyond the last character, cut off.
  for (const char* bad : {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe6\xa4"}) {
    EXPECT_FALSE(is_utf8(bad));
    EXPECT_TRUE(is_utf8(utf8_or_escaped(bad)));
  }
}

// nlohmann::json has a decoder of its own.
TEST(Utf8, AgreesWithJsonOnRandomBytes) {
  std::mt19937 random(3);
  int valid = 0;
  for (int round = 0; round < 50000; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 1 + random() % 4; ++i) {
      constexpr unsigned char kFirst[] = {'a', 0xC3, 0xE2, 0xF0, 0x80, 0x90, 0xBF, 0xED};
      text += static_cast<char>(random() % 3 ? kFirst[random() % 8] : random() & 255);
    }
    bool accepted = true;
    try {
      (void)nlohmann::json(text).dump();
    } catch (const nlohmann::json::type_error&) {
      accepted = false;
    }
    EXPECT_EQ(is_utf8(text), accepted) << hex_of(text);
    EXPECT_TRUE(is_utf8(utf8_or_escaped(text)));
    EXPECT_NO_THROW(json_text(text));
    EXPECT_EQ(from_hex(hex_of(text)), text);
    valid += accepted;
  }
  EXPECT_GT(valid, 1000);
}

}  // namespace
}  // namespace transpine
