// SPDX-License-Identifier: Apache-2.0
// Points exchanged with 3D Slicer and spreadsheets. The fixtures follow the examples of Slicer's
// documentation of Markups (schema 1.0.3, Slicer 5; fcsv of Slicer 4.10 and 4.11).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/point_label.h"
#include "core/landmarks/spine_labels.h"
#include "core/landmarks/table_points.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

const LandmarkSet kPoints = {{{19, 50}, {1.25, -2.5, 400.125}},
                             {{19, 42}, {2, 38.0625, 395}},
                             {{28, 50}, {0.1, -1, 370}},
                             {{20, 47}, {-7.5, 12, 300}},
                             {{26, 50}, {0, 0, 0}}};

Result<LandmarkSet> read_text_as(const TemporaryFolder& folder, const std::string& name,
                                 const std::string& text, std::vector<std::string>* notes = {}) {
  EXPECT_TRUE(write_text_atomically(folder / name, text).ok());
  return read_landmarks(folder / name, {}, LandmarkSide::mr, notes);
}

TEST(ExchangeFormats, SlicerFcsvAndCsvSurviveToTheLastBit) {
  TemporaryFolder folder;
  for (const char* name : {"p.mrk.json", "p.fcsv", "p.csv"}) {
    SCOPED_TRACE(name);
    const auto format = landmark_format_from_path(folder / name);
    ASSERT_TRUE(format);
    EXPECT_FALSE(needs_grid(*format));
    ASSERT_TRUE(write_landmarks(folder / name, kPoints, *format, Grid()).ok());
    const auto read = read_landmarks(folder / name);
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_EQ(*read, kPoints);
  }
  // What Slicer needs to find in its JSON.
  const auto json = nlohmann::json::parse(value_or_throw(read_text(folder / "p.mrk.json")));
  EXPECT_THAT(json.at("@schema").get<std::string>(), HasSubstr("markups-schema-v1.0.3.json"));
  const auto& markup = json.at("markups").at(0);
  EXPECT_EQ(markup.at("type"), "Fiducial");
  EXPECT_EQ(markup.at("coordinateSystem"), "LPS");
  EXPECT_EQ(markup.at("controlPoints").size(), kPoints.size());
  EXPECT_EQ(markup.at("controlPoints").at(0).at("positionStatus"), "defined");
}

std::string slicer_file(const std::string& frame) {
  return R"({
    "@schema": "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/Schema/markups-schema-v1.0.3.json#",
    "markups": [{
        "type": "Fiducial", "coordinateSystem": ")" +
         frame + R"(", "coordinateUnits": "mm",
        "locked": false, "fixedNumberOfControlPoints": false, "labelFormat": "%N-%d",
        "lastUsedControlPointNumber": 3,
        "controlPoints": [
            {"id": "1", "label": "L3 body", "description": "", "associatedNodeID": "",
             "position": [-10.5, 20.25, 30.0],
             "orientation": [-1.0, -0.0, -0.0, -0.0, -1.0, -0.0, 0.0, 0.0, 1.0],
             "selected": true, "locked": false, "visibility": true, "positionStatus": "defined"},
            {"id": "2", "label": "L3_SP", "position": [1, 2, 3], "positionStatus": "defined"},
            {"id": "3", "label": "L4", "position": [0, 0, 0], "positionStatus": "undefined"},
            {"id": "4", "label": "F-1", "position": [9, 9, 9]}],
        "measurements": [], "display": {"visibility": true}}]})";
}

TEST(ExchangeFormats, SlicerMarkupsInLpsAndRas) {
  TemporaryFolder folder;
  std::vector<std::string> notes;
  const auto lps = read_text_as(folder, "m.mrk.json", slicer_file("LPS"), &notes);
  ASSERT_TRUE(lps.ok()) << lps.error().message();
  EXPECT_EQ(*lps, (LandmarkSet{{{22, 50}, {-10.5, 20.25, 30}}, {{22, 42}, {1, 2, 3}}}));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_THAT(notes[0], HasSubstr("\"F-1\""));
  const auto ras = read_text_as(folder, "m.mrk.json", slicer_file("RAS"));
  ASSERT_TRUE(ras.ok());
  EXPECT_EQ(*ras, (LandmarkSet{{{22, 50}, {10.5, -20.25, 30}}, {{22, 42}, {-1, -2, 3}}}));
  EXPECT_FALSE(read_text_as(folder, "m.mrk.json", slicer_file("IJK")).ok());
}

TEST(ExchangeFormats, FcsvOfEveryVersion) {
  TemporaryFolder folder;
  const std::string columns =
      "# columns = id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID\n";
  const std::string point =
      "vtkMRMLMarkupsFiducialNode_0,-10.5,20.25,30,0,0,0,1,1,1,0,L3 "
      "body,,vtkMRMLScalarVolumeNode1\n";
  const LandmarkSet as_lps = {{{22, 50}, {-10.5, 20.25, 30}}};
  const LandmarkSet as_ras = {{{22, 50}, {10.5, -20.25, 30}}};
  for (const auto& [header, expected] :
       {std::pair("# Markups fiducial file version = 4.10\n# CoordinateSystem = 0\n", as_ras),
        std::pair("# Markups fiducial file version = 4.10\n# CoordinateSystem = 1\n", as_lps),
        std::pair("# Markups fiducial file version = 4.11\n# CoordinateSystem = LPS\n", as_lps),
        std::pair("# Markups fiducial file version = 5.6\n# CoordinateSystem = RAS\n", as_ras)}) {
    const auto read = read_text_as(folder, "p.fcsv", header + columns + point);
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_EQ(*read, expected) << header;
  }
  EXPECT_FALSE(read_text_as(folder, "p.fcsv",
                            "# Markups fiducial file version = 4.10\n# CoordinateSystem = 2\n" +
                                columns + point)
                   .ok());
}

TEST(ExchangeFormats, TablesAreReadTolerantly) {
  TemporaryFolder folder;
  const LandmarkSet expected = {{{22, 50}, {-1, -2.5, 3}}, {{22, 42}, {4, 5, 6}}};
  for (const char* text :
       {"vertebra,subregion,kind,x_lps_mm,y_lps_mm,z_lps_mm\nL3,50,body,-1,-2.5,3\nl3,42,,4,5,6\n",
        "\xef\xbb\xbflabel;x;y;z\r\nL3;-1;-2.5;3\r\n\"L3 spinous process\";4;5;6\r\n\r\n",
        "x_ras_mm,y_ras_mm,z_ras_mm,vertebra,kind\n1,2.5,3,22,\n-4,-5,6,22,SP\n"}) {
    const auto read = read_text_as(folder, "t.csv", text);
    ASSERT_TRUE(read.ok()) << read.error().message();
    EXPECT_EQ(*read, expected) << text;
  }
  for (const auto& [text, expected_words] :
       {std::pair("label,x,y,z\nL3,1,2,\n", "line 2 has no position"),
        std::pair("label,x,y,z\nL3,1,2,3\nL3 body,4,5,6\n", "more than one point for L3 body"),
        std::pair("label,x,y,z\nF-1,1,2,3\n", "no point whose label says a vertebra"),
        std::pair("label,x,y\nL3,1,2\n", "neither JSON nor a table")}) {
    const auto read = read_text_as(folder, "t.csv", text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_THAT(read.error().title, HasSubstr(expected_words));
    EXPECT_THAT(read.error().title, HasSubstr("t.csv"));
  }
}

TEST(PointLabels, AreReadAsWrittenAndTolerantly) {
  for (int vertebra = 1; vertebra <= 28; ++vertebra) {
    for (int kind = 41; kind <= 50; ++kind) {
      const LandmarkKey key{vertebra, kind};
      EXPECT_EQ(point_from_label(point_label(key)), key) << point_label(key);
    }
  }
  for (const char* label : {"L3 SP", "l3_spinous", "L3-42", "22.42", "L3: Spinous Process",
                            "  L3   processus spinosus "}) {
    EXPECT_EQ(point_from_label(label), (LandmarkKey{22, 42})) << label;
  }
  for (const char* label : {"L3", "L3 VB", "22", "L3_50", "L3 Body"}) {
    EXPECT_EQ(point_from_label(label), (LandmarkKey{22, 50})) << label;
  }
  for (const char* label : {"", "F-1", "L9", "L3 nose", "300", "0", "L3 body 2"}) {
    EXPECT_FALSE(point_from_label(label)) << label;
  }
}

TEST(CsvCells, KnowQuotes) {
  EXPECT_EQ(csv_cells("a,\"b,c\",\"d\"\"e\","), (std::vector<std::string>{"a", "b,c", "d\"e", ""}));
}

TEST(LandmarkDocument, KeepsWeightLockSourceAndWhatItDoesNotKnow) {
  TemporaryFolder folder;
  const std::string text = R"({"format": "transpine-landmarks", "version": 1, "reader": "AB",
    "mr": [{"vertebra_id": 20, "subregion": 50, "p_mm": [1, 2, 3], "state": "placed",
            "confidence": [0.5, 0.7]},
           {"vertebra_id": 20, "subregion": 42, "p_mm": [1, 40, 3]}],
    "registration": {"subregions": [50, 42], "model": "polyrigid", "trim": 0.2}})";
  ASSERT_TRUE(write_text_atomically(folder / "l.json", text).ok());
  auto document = read_landmark_document(folder / "l.json");
  ASSERT_TRUE(document.ok()) << document.error().message();
  // An older file: what it lacks has its default.
  Landmark& placed = document->mr.at({20, 50});
  EXPECT_EQ(placed.source, LandmarkSource::manual);
  EXPECT_EQ(document->mr.at({20, 42}).source, LandmarkSource::automatic);
  EXPECT_EQ(placed.weight, 1);
  ASSERT_TRUE(document->choice);
  EXPECT_TRUE(document->choice->by_vertebra);
  EXPECT_EQ(document->choice->trim_fraction, 0.2);
  placed.weight = 0.25;
  placed.locked = true;
  placed.visible = false;
  placed.source = LandmarkSource::imported;
  ASSERT_TRUE(write_landmark_document(folder / "l.json", *document).ok());
  const auto again = read_landmark_document(folder / "l.json");
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *document);
  const auto json = nlohmann::json::parse(value_or_throw(read_text(folder / "l.json")));
  EXPECT_EQ(json.at("reader"), "AB");
  EXPECT_EQ(json.at("mr").at(1).at("confidence"), (nlohmann::json{0.5, 0.7}));
}

TEST(LandmarkDocument, ThePairCountsAsItsLesserPoint) {
  LandmarkDocument document;
  document.mr[{20, 50}].weight = 0.5;
  document.ct[{20, 50}].weight = 1;
  document.mr[{21, 50}].weight = 3;
  document.ct[{21, 50}].weight = 2;
  document.mr[{22, 50}].weight = 1;
  const std::map<LandmarkKey, double> expected = {{{20, 50}, 0.5}, {{21, 50}, 2}};
  EXPECT_EQ(pair_weights(document), expected);
}

}  // namespace
}  // namespace transpine
