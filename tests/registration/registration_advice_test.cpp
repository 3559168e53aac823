// SPDX-License-Identifier: Apache-2.0
#include "core/registration/registration_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/landmarks/spine_labels.h"
#include "tests/registration/spine_points.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::spine;

TEST(MissingPointAdvice, NamesPartnersAndPairsAndProcesses) {
  const LandmarkSet two = spine(2, false);
  EXPECT_THAT(missing_point_advice(two, two),
              ElementsAre(HasSubstr("three pairs: 1 is missing"),
                          HasSubstr("place the spinous processes of T1, T2.")));
  LandmarkSet ct = spine(4, true);
  LandmarkSet mr = ct;
  EXPECT_THAT(missing_point_advice(mr, ct), IsEmpty());
  ct.erase({9, 50});
  mr.erase({10, 42});
  EXPECT_THAT(missing_point_advice(mr, ct),
              ElementsAre("Place in the CT: T2 body.", "Place in the MR: T3 spinous process."));
  // Points that do not take part are not asked for.
  RegistrationOptions bodies;
  bodies.subregions = {subregion::kBody};
  EXPECT_THAT(missing_point_advice(mr, ct, bodies),
              ElementsAre("Place in the CT: T2 body.", HasSubstr("Bodies alone")));
}

TEST(OutsideWarnings, MeasureFromTheOuterFacesOfVoxels) {
  Grid grid;
  grid.size = {10, 10, 10};
  grid.spacing_mm = {2, 1, 1};
  grid.origin_mm = {100, 0, 0};
  const LandmarkSet points = {{{20, 50}, {99.1, 5, 5}},     // Half a voxel before the first centre.
                              {{21, 50}, {119, 9.4, 9.4}},  // Just inside the last face.
                              {{22, 50}, {122, 13.5, 5}},   // 3 and 4 mm outside.
                              {{22, 42}, {110, 5, 5}}};
  EXPECT_THAT(outside_warnings(points, grid, "the MR"),
              ElementsAre(HasSubstr("L3 body lies 5.0 mm outside the MR")));
}

TEST(OrderWarnings, FindWrongLevelsAndSides) {
  LandmarkSet points = spine(5, true);
  EXPECT_THAT(order_warnings(points, "the CT"), IsEmpty());
  std::swap(points.at({9, 50}), points.at({10, 50}));
  EXPECT_THAT(order_warnings(points, "the CT"),
              ElementsAre(HasSubstr("T3 body does not lie below that of T2")));
  points = spine(5, true);
  std::swap(points.at({11, 50}), points.at({11, 42}));
  EXPECT_THAT(order_warnings(points, "the CT"),
              ElementsAre(HasSubstr("T4 spinous process lies in front of its body")));
  // T13 lies between T12 and L1, whatever its number.
  const LandmarkSet extra = {
      {{19, 50}, {0, 0, 0}}, {{28, 50}, {0, 0, -30}}, {{20, 50}, {0, 0, -60}}};
  EXPECT_THAT(order_warnings(extra, "the CT"), IsEmpty());
}

}  // namespace
}  // namespace transpine
