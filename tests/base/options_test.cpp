// SPDX-License-Identifier: Apache-2.0
#include "core/base/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct SampleOptions {
  int steps = 20;
  double eta = 1;
  bool ema = false;
  std::string mode = "image";
  std::filesystem::path out;
  std::vector<std::string> names;
  std::vector<int> ids;
};

OptionList options_of(SampleOptions& o) {
  OptionList list;
  list.add(o.steps, {.key = "steps", .label = "Steps", .help = "Steps.", .min = 1, .max = 1000});
  list.add(o.eta, {.key = "eta", .label = "Eta", .help = "Noise.", .min = 0, .max = 1});
  list.add(o.ema, {.key = "ema", .label = "EMA", .help = "Average."});
  list.add(o.mode,
           {.key = "mode", .label = "Mode", .help = "Target.", .choices = {"image", "noise"}});
  list.add(o.out, {.key = "out", .label = "Out", .help = "Folder."});
  list.add(o.names, {.key = "names", .label = "Names", .help = "Names."});
  list.add(o.ids, {.key = "ids", .label = "Ids", .help = "Ids."});
  return list;
}

TEST(Options, JsonRoundTripRestoresEveryType) {
  SampleOptions a;
  a.steps = 50;
  a.eta = 0.25;
  a.ema = true;
  a.mode = "noise";
  a.out = "x/y";
  a.names = {"b", "20"};
  a.ids = {3, 4};
  SampleOptions b;
  OptionList list = options_of(b);
  const auto unknown = list.apply(options_of(a).to_json());
  ASSERT_TRUE(unknown.ok()) << unknown.error().message();
  EXPECT_TRUE(unknown->empty());
  EXPECT_EQ(options_of(b).to_json(), options_of(a).to_json());
  EXPECT_EQ(b.out, std::filesystem::path("x/y"));
}

TEST(Options, TextIsReadByTheFieldsType) {
  SampleOptions o;
  OptionList list = options_of(o);
  ASSERT_TRUE(list.set_from_text("steps", "7").ok());
  ASSERT_TRUE(list.set_from_text("eta", "0.5").ok());
  ASSERT_TRUE(list.set_from_text("ema", "on").ok());
  ASSERT_TRUE(list.set_from_text("names", "20,x").ok());
  ASSERT_TRUE(list.set_from_text("ids", "20,21").ok());
  EXPECT_EQ(o.steps, 7);
  EXPECT_EQ(o.eta, 0.5);
  EXPECT_TRUE(o.ema);
  EXPECT_THAT(o.names, ElementsAre("20", "x"));
  EXPECT_THAT(o.ids, ElementsAre(20, 21));
}

TEST(Options, BadValuesAreRefusedAndChangeNothing) {
  SampleOptions o;
  OptionList list = options_of(o);
  EXPECT_FALSE(list.set_from_text("steps", "0").ok());
  EXPECT_FALSE(list.set_from_text("steps", "2.5").ok());
  EXPECT_FALSE(list.set_from_text("steps", "many").ok());
  EXPECT_FALSE(list.set_from_text("eta", "nan").ok());
  EXPECT_FALSE(list.set_from_text("ids", "1,x").ok());
  const auto mode = list.set_from_text("mode", "both");
  ASSERT_FALSE(mode.ok());
  EXPECT_THAT(mode.error().remedy, HasSubstr("image, noise"));
  EXPECT_EQ(options_of(o).to_json(), [] {
    SampleOptions untouched;
    return options_of(untouched).to_json();
  }());
}

TEST(Options, UnknownKeysAreReportedAndTheRestIsSet) {
  SampleOptions o;
  OptionList list = options_of(o);
  const auto unknown = list.apply({{"steps", 5}, {"future", 1}});
  ASSERT_TRUE(unknown.ok());
  EXPECT_THAT(*unknown, ElementsAre("future"));
  EXPECT_EQ(o.steps, 5);
}

TEST(Options, DuplicateKeysAreAProgrammingError) {
  SampleOptions o;
  OptionList list = options_of(o);
  EXPECT_THROW(list.append(options_of(o)), std::logic_error);
}

}  // namespace
}  // namespace transpine
