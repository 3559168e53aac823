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
  editor.set_subregions({subregion::kBody});
  ASSERT_TRUE(editor.registration().ok());
  EXPECT_FALSE(editor.registration()->warnings.empty());
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
