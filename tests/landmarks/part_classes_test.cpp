// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/part_classes.h"

#include <gtest/gtest.h>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

TEST(PartClasses, SidesAndLevelsAreOneClass) {
  const auto name = [](int vertebra, int subregion) {
    return part_class_names().at(part_class_of(vertebra, subregion));
  };
  for (const int vertebra : {vertebra::kC1, vertebra::kL1}) {
    EXPECT_EQ(name(vertebra, 50), "body");
    EXPECT_EQ(name(vertebra, 49), "body");
    EXPECT_EQ(name(vertebra, 41), "arcus");
    EXPECT_EQ(name(vertebra, 42), "spinous");
    EXPECT_EQ(name(vertebra, 43), "transverse");
    EXPECT_EQ(name(vertebra, 44), "transverse");
    for (const int id : {45, 46, 47, 48}) EXPECT_EQ(name(vertebra, id), "articular");
  }
  EXPECT_EQ(name(vertebra::kSacrum, 50), "sacrum");
  EXPECT_EQ(name(vertebra::kSacrum, 42), "sacrum");
  EXPECT_EQ(name(vertebra::kL1, 100), "background");
  EXPECT_EQ(name(0, 0), "background");
}

}  // namespace
}  // namespace transpine
