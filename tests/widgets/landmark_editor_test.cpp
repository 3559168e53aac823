// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_editor.h"

#include <gtest/gtest.h>

#include "core/landmarks/spine_labels.h"
#include "widgets/landmarks/landmark_table_model.h"

namespace transpine {
namespace {

constexpr LandmarkKey key(int vertebra, int kind = subregion::kBody) {
  return {vertebra, kind};
}

/// Bodies and spinous processes of L1-L5 in both images, apart by a known transform.
LandmarkDocument sample(const Rigid3& ct_from_mr) {
  LandmarkDocument document;
  for (int v = 20; v <= 24; ++v) {
    const double z = -35.0 * (v - 20);
    const Eigen::Vector3d body(2.0 * (v - 22), 0.02 * z * z / 35, z);
    const Eigen::Vector3d spinous = body + Eigen::Vector3d(1, 60, -8);
    document.mr[key(v)] = {body, LandmarkState::placed};
    document.ct[key(v)] = {ct_from_mr * body, LandmarkState::placed};
    document.mr[key(v, 42)] = {spinous, LandmarkState::placed};
    document.ct[key(v, 42)] = {ct_from_mr * spinous, LandmarkState::placed};
  }
  return document;
}

const Rigid3 kTruth = Rigid3::about({0, 0, -70}, {0.2, 1, 0.5}, 12, {10, -5, 30});

TEST(LandmarkEditor, RegistersOnEveryChange) {
  LandmarkEditor editor;
  EXPECT_FALSE(editor.registration().ok());
  editor.load(sample(kTruth));
  ASSERT_TRUE(editor.registration().ok());
  EXPECT_LT((editor.registration()->ct_from_mr.matrix() - kTruth.matrix()).norm(), 1e-9);
  const double before = editor.registration()->fre_mm;
  editor.set_point(LandmarkSide::ct, key(22), kTruth * Eigen::Vector3d(9, 0, -70));
  EXPECT_GT(editor.registration()->fre_mm, before + 0.5);
  editor.set_used(key(22), false);
  EXPECT_NEAR(editor.registration()->fre_mm, 0, 1e-9);
  EXPECT_FALSE(editor.residual_of(key(22)).has_value());
}

TEST(LandmarkEditor, EveryOperationIsUndone) {
  LandmarkEditor editor;
  editor.load(sample(kTruth));
  const LandmarkDocument start = editor.document();
  editor.remove(key(20));
  editor.set_point(LandmarkSide::mr, key(19), {1, 2, 3});
  editor.set_used(key(24), false);
  editor.drag_point(LandmarkSide::ct, key(23), {5, 5, 5}, true);
  editor.replace({}, "Import");
  EXPECT_EQ(editor.undo_stack()->count(), 5);
  EXPECT_TRUE(editor.keys().empty());
  while (editor.undo_stack()->canUndo()) editor.undo_stack()->undo();
  EXPECT_EQ(editor.document(), start);
  while (editor.undo_stack()->canRedo()) editor.undo_stack()->redo();
  EXPECT_TRUE(editor.keys().empty());
}

TEST(LandmarkEditor, OneDragIsOneStep) {
  LandmarkEditor editor;
  editor.load(sample(kTruth));
  for (int i = 0; i < 10; ++i) {
    editor.drag_point(LandmarkSide::mr, key(21), {double(i), 0, 0}, i == 9);
  }
  editor.drag_point(LandmarkSide::mr, key(21), {50, 0, 0}, true);
  EXPECT_EQ(editor.undo_stack()->count(), 2);
  editor.undo_stack()->undo();
  EXPECT_EQ(editor.document().mr.at(key(21)).p_mm.x(), 9);
}

TEST(LandmarkEditor, BodiesAloneWarnAboutTheRotation) {
  LandmarkEditor editor;
  editor.load(sample(kTruth));
  EXPECT_TRUE(editor.registration()->warnings.empty());
  editor.set_choice({{subregion::kBody}, false, 0});
  ASSERT_TRUE(editor.registration().ok());
  EXPECT_FALSE(editor.registration()->warnings.empty());
}

TEST(LandmarkEditor, LockedPointsStay) {
  LandmarkEditor editor;
  editor.load(sample(kTruth));
  editor.set_point_locked(key(21), true);
  const LandmarkDocument before = editor.document();
  editor.set_point(LandmarkSide::mr, key(21), {1, 2, 3});
  editor.drag_point(LandmarkSide::ct, key(21), {1, 2, 3}, true);
  editor.nudge(LandmarkSide::mr, key(21), {1, 0, 0});
  editor.remove(key(21));
  EXPECT_EQ(editor.document(), before);
  EXPECT_EQ(editor.undo_stack()->count(), 1);
  editor.undo_stack()->undo();
  EXPECT_FALSE(editor.is_point_locked(key(21)));
}

TEST(LandmarkEditor, WeightsCountAndNudgesInARowAreOneStep) {
  LandmarkEditor editor;
  editor.load(sample(kTruth));
  const double x = editor.document().mr.at(key(20)).p_mm.x();
  for (int i = 0; i < 5; ++i) editor.nudge(LandmarkSide::mr, key(20), {2, 0, 0});
  EXPECT_EQ(editor.undo_stack()->count(), 1);
  EXPECT_EQ(editor.document().mr.at(key(20)).p_mm.x(), x + 10);
  EXPECT_GT(editor.registration()->fre_mm, 1);
  editor.set_weight(key(20), 0);
  EXPECT_NEAR(editor.registration()->fre_mm, 0, 1e-9);
  editor.nudge(LandmarkSide::mr, key(20), {2, 0, 0});
  EXPECT_EQ(editor.undo_stack()->count(), 3);
  editor.undo_stack()->undo();
  editor.undo_stack()->undo();
  EXPECT_EQ(editor.weight(key(20)), 1);
  editor.undo_stack()->undo();
  EXPECT_EQ(editor.document().mr.at(key(20)).p_mm.x(), x);
}

TEST(LandmarkEditor, LevelsShiftAndComeBack) {
  LandmarkEditor editor;
  editor.load(sample(kTruth));
  const LandmarkDocument before = editor.document();
  EXPECT_TRUE(editor.shift_levels(-1, true, false));
  EXPECT_TRUE(editor.document().mr.contains(key(19)));
  EXPECT_FALSE(editor.document().mr.contains(key(24)));
  EXPECT_EQ(editor.document().ct, before.ct);
  editor.undo_stack()->undo();
  EXPECT_EQ(editor.document(), before);
}

/// Bent in the CT: each vertebra by itself fits, one rigid motion does not.
TEST(LandmarkEditor, EachVertebraByItselfIsLiveAndUndoable) {
  LandmarkDocument document = sample(kTruth);
  for (int v = 20; v <= 24; ++v) {
    const Rigid3 bend = Rigid3::about(document.ct.at(key(22)).p_mm, {1, 0, 0}, 3.0 * (v - 22));
    for (const int kind : {50, 42}) {
      Eigen::Vector3d& p = document.ct.at(key(v, kind)).p_mm;
      p = bend * p;
    }
  }
  LandmarkEditor editor;
  editor.load(document);
  const double rigid_mm = editor.registration()->fre_mm;
  EXPECT_TRUE(editor.by_vertebra().empty());
  RegistrationChoice choice = editor.choice();
  choice.by_vertebra = true;
  editor.set_choice(choice);
  ASSERT_TRUE(editor.registration().ok());
  EXPECT_EQ(editor.by_vertebra().size(), 5u);
  EXPECT_LT(editor.registration()->fre_mm, rigid_mm / 2);
  EXPECT_GT(editor.largest_bend_deg(), 1);
  editor.undo_stack()->undo();
  EXPECT_TRUE(editor.by_vertebra().empty());
  EXPECT_NEAR(editor.registration()->fre_mm, rigid_mm, 1e-12);
}

TEST(LandmarkTableModel, ShowsAndChangesWeightLockVisibilitySourceAndOutliers) {
  LandmarkEditor editor;
  LandmarkTableModel model(&editor);
  LandmarkDocument document = sample(kTruth);
  document.ct.at(key(22, 42)).p_mm.x() += 25;
  document.mr.at(key(20)).source = LandmarkSource::imported;
  editor.load(document);
  editor.set_choice({{}, false, 0.25});
  using Model = LandmarkTableModel;
  const auto text = [&](int row, int column) {
    return model.data(model.index(row, column), Qt::DisplayRole).toString();
  };
  const int outlier = model.row_of(key(22, 42));
  EXPECT_EQ(text(outlier, Model::kState), "Set aside");
  EXPECT_TRUE(text(outlier, Model::kResidual).startsWith("▲"));
  EXPECT_EQ(text(0, Model::kSource), "imported / automatic");
  EXPECT_TRUE(model.setData(model.index(0, Model::kWeight), 0.5, Qt::EditRole));
  EXPECT_EQ(editor.weight(key(20)), 0.5);
  EXPECT_FALSE(model.setData(model.index(0, Model::kWeight), -1, Qt::EditRole));
  EXPECT_TRUE(model.setData(model.index(0, Model::kLocked), Qt::Checked, Qt::CheckStateRole));
  EXPECT_TRUE(editor.is_point_locked(key(20)));
  EXPECT_TRUE(model.setData(model.index(0, Model::kVisible), Qt::Unchecked, Qt::CheckStateRole));
  EXPECT_FALSE(editor.is_visible(key(20)));
  // Errors sort as numbers: the outlier is largest.
  const auto value = [&](int row) {
    return model.data(model.index(row, Model::kResidual), Model::kSortRole).toDouble();
  };
  for (int row = 0; row < model.rowCount(); ++row) EXPECT_LE(value(row), value(outlier));
}

TEST(LandmarkTableModel, RowsGoFromHeadToFootWithResiduals) {
  LandmarkEditor editor;
  LandmarkTableModel model(&editor);
  LandmarkDocument document = sample(kTruth);
  document.mr[key(19)] = {Eigen::Vector3d(0, 0, 40), LandmarkState::placed};
  editor.load(document);
  ASSERT_EQ(model.rowCount(), 11);
  const auto text = [&](int row, int column) {
    return model.data(model.index(row, column), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(text(0, LandmarkTableModel::kVertebra), "T12");
  EXPECT_EQ(text(0, LandmarkTableModel::kState), "CT missing");
  EXPECT_EQ(text(0, LandmarkTableModel::kResidual), "");
  EXPECT_EQ(text(1, LandmarkTableModel::kVertebra), "L1");
  EXPECT_EQ(text(1, LandmarkTableModel::kKind), "body");
  EXPECT_EQ(text(2, LandmarkTableModel::kKind), "spinous process");
  EXPECT_EQ(text(1, LandmarkTableModel::kResidual), "0.00");
  EXPECT_EQ(model.row_of(key(20, 42)), 2);
  ASSERT_TRUE(
      model.setData(model.index(1, LandmarkTableModel::kUsed), Qt::Unchecked, Qt::CheckStateRole));
  EXPECT_FALSE(editor.is_used(key(20)));
}

}  // namespace
}  // namespace transpine
