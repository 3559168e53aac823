// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include <regex>

#include "core/landmarks/label_colours.h"
#include "core/pipeline/pictures.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RgbImage decoded(const std::string& png) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_TRUE(png_image_begin_read_from_memory(&image, png.data(), png.size())) << image.message;
  image.format = PNG_FORMAT_RGB;
  RgbImage result{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  result.pixels.resize(PNG_IMAGE_SIZE(image));
  EXPECT_TRUE(png_image_finish_read(&image, nullptr, result.pixels.data(), 0, nullptr));
  return result;
}

std::string from_base64(const std::string& text) {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned value = 0;
  int bits = 0;
  for (const char c : text) {
    const auto digit = digits.find(c);
    if (digit == std::string::npos) break;
    value = value << 6 | static_cast<unsigned>(digit);
    bits += 6;
    if (bits >= 8) bytes += static_cast<char>(value >> (bits -= 8) & 255);
  }
  return bytes;
}

RgbImage gradient(int width, int height) {
  RgbImage picture{width, height, {}};
  for (int i = 0; i < width * height * 3; ++i) {
    picture.pixels.push_back(static_cast<std::uint8_t>(i * 7));
  }
  return picture;
}

Report full_report() {
  Report report;
  report.title = "A <title> & \"more\"";
  report.paragraphs = {"1 < 2"};
  report.tables = {{"Table", {"a", "b"}, {{"<b>", "2"}}}};
  report.curves = {{"Loss", "Step", "L1", {{0, 1.5}, {10, 0.5}, {20, 0.25}}}};
  report.pictures = {{"Picture", gradient(5, 4)}, {"Other", gradient(7, 3)}};
  report.provenance = R"({"options": "<none>"})";
  return report;
}

TEST(Report, IsOneFileThatNeedsNoOther) {
  const auto html = to_html(full_report());
  ASSERT_TRUE(html.ok());
  const std::regex link(R"((src|href|url|@import)\s*[=(]\s*['"]?([^'"> )]*))", std::regex::icase);
  int links = 0;
  for (std::sregex_iterator it(html->begin(), html->end(), link), end; it != end; ++it, ++links) {
    EXPECT_THAT((*it)[2].str(), ::testing::StartsWith("data:image/png;base64,"));
  }
  EXPECT_EQ(links, 2);
  EXPECT_THAT(*html, Not(HasSubstr("http")));
  EXPECT_THAT(*html, Not(HasSubstr("<script")));
}

TEST(Report, EscapesTextAndHoldsEverything) {
  const std::string html = value_or_throw(to_html(full_report()));
  EXPECT_THAT(html, HasSubstr("A &lt;title&gt; &amp; &quot;more&quot;"));
  EXPECT_THAT(html, HasSubstr("<td>&lt;b&gt;</td>"));
  EXPECT_THAT(html, HasSubstr("&lt;none&gt;"));
  EXPECT_THAT(html, HasSubstr("<polyline"));
  EXPECT_THAT(html, HasSubstr("Step"));
}

TEST(Report, PicturesKeepEveryPixel) {
  const std::string html = value_or_throw(to_html(full_report()));
  const std::string mark = "base64,";
  std::size_t at = 0;
  for (const auto& expected : full_report().pictures) {
    at = html.find(mark, at);
    ASSERT_NE(at, std::string::npos);
    at += mark.size();
    const auto picture = decoded(from_base64(html.substr(at, html.find('\'', at) - at)));
    EXPECT_EQ(picture.width, expected.image.width);
    EXPECT_EQ(picture.height, expected.image.height);
    EXPECT_EQ(picture.pixels, expected.image.pixels);
  }
}

TEST(Report, CsvQuotesWhatItMust) {
  const ReportTable table{"T", {"name", "a,b"}, {{"plain", "say \"no\""}, {"two\nlines", "3.5"}}};
  EXPECT_EQ(to_csv(table), "name,\"a,b\"\nplain,\"say \"\"no\"\"\"\n\"two\nlines\",3.5\n");
}

TEST(Report, TextTableAlignsItsColumns) {
  const ReportTable table{"Caption", {"name", "value"}, {{"a", "1"}, {"longer name", "23.50"}}};
  std::istringstream lines(to_text(table));
  std::string caption, header, first, second;
  std::getline(lines, caption);
  std::getline(lines, header);
  std::getline(lines, first);
  std::getline(lines, second);
  EXPECT_EQ(caption, "Caption");
  EXPECT_EQ(header.size(), second.size());
  EXPECT_EQ(first.size(), second.size());
  EXPECT_EQ(first.back(), '1');
}

/// 3 x 4 x 5 voxels, axes toward left, posterior, superior; the value says where a voxel lies.
Volume numbered() {
  Grid grid;
  grid.size = {3, 4, 5};
  Volume volume(grid, ScalarType::int16);
  auto values = volume.values<std::int16_t>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int16_t>(i);
  return volume;
}

TEST(Pictures, SagittalSliceHasAnteriorLeftAndSuperiorUp) {
  const Volume volume = numbered();
  ASSERT_EQ(volume.grid().orientation(), "LPS");
  EXPECT_EQ(sagittal_slice_count(volume), 3);
  // Window and level that map the value v to the shade v.
  const auto picture = sagittal_picture(volume, 0, 255, 127.5);
  ASSERT_TRUE(picture.ok());
  EXPECT_EQ(picture->width, 4);
  EXPECT_EQ(picture->height, 5);
  for (int row = 0; row < 5; ++row) {
    for (int column = 0; column < 4; ++column) {
      // Slice 0 is the left-most: index 2 along an axis toward the left.
      const double expected = volume.at(2, column, 4 - row);
      const auto* pixel = &picture->pixels[static_cast<std::size_t>(3 * (column + 4 * row))];
      EXPECT_NEAR(pixel[0], expected, 1);
      EXPECT_EQ(pixel[0], pixel[1]);
      EXPECT_EQ(pixel[0], pixel[2]);
    }
  }
  EXPECT_FALSE(sagittal_picture(volume, 3, 1, 0).ok());
  EXPECT_FALSE(sagittal_picture(volume, -1, 1, 0).ok());
}

TEST(Pictures, WindowClampsToBlackAndWhite) {
  const auto picture = sagittal_picture(numbered(), 1, 10, 30);
  ASSERT_TRUE(picture.ok());
  EXPECT_EQ(*std::min_element(picture->pixels.begin(), picture->pixels.end()), 0);
  EXPECT_EQ(*std::max_element(picture->pixels.begin(), picture->pixels.end()), 255);
}

TEST(Pictures, LabelsAreColouredAndOthersStay) {
  Volume labels(numbered().grid(), ScalarType::uint8);
  labels.values<std::uint8_t>()[static_cast<std::size_t>(labels.grid().offset(1, 2, 4))] = 20;
  EXPECT_EQ(value_or_throw(fullest_sagittal_slice(labels)), 1);
  const auto picture = value_or_throw(sagittal_picture(numbered(), 1, 255, 127.5));
  const auto coloured = with_labels(picture, labels, 1, 1);
  ASSERT_TRUE(coloured.ok());
  const auto rgb = label_rgb(20);
  for (int i = 0; i < 4 * 5 * 3; ++i) {
    const auto pixel = static_cast<std::size_t>(i);
    // Top row, third column.
    const bool labelled = i / 3 == 2;
    EXPECT_EQ(coloured->pixels[pixel],
              labelled ? rgb[static_cast<std::size_t>(i % 3)] : picture.pixels[pixel]);
  }
  EXPECT_FALSE(with_labels(gradient(3, 3), labels, 1, 1).ok());
}

}  // namespace
}  // namespace transpine
