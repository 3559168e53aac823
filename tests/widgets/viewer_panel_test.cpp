// SPDX-License-Identifier: Apache-2.0
// The viewer of the Data workspace, driven as a user does.
#include "widgets/viewer/viewer_panel.h"

#include <QAction>
#include <QComboBox>
#include <QDropEvent>
#include <QImageReader>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSlider>
#include <QTableView>
#include <QTableWidget>
#include <QToolButton>
#include <QTreeWidget>

#include "core/base/atomic_file.h"
#include "core/image/label_summary.h"
#include "core/landmarks/spine_labels.h"
#include "core/landmarks/vertebra_frame.h"
#include "tests/widgets/study_window.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/figure_export.h"
#include "widgets/viewer/label_list.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/mask_editor.h"
#include "widgets/viewer/preset_dialog.h"
#include "widgets/viewer/profile_dialog.h"
#include "widgets/workspaces/data_workspace.h"

namespace transpine {
namespace {

class Viewer : public StudyWindowTest {
 protected:
  void SetUp() override {
    StudyWindowTest::SetUp();
    data_ = place<DataWorkspace>(MainWindow::kData);
    panel_ = data_->viewer();
    ASSERT_TRUE(QTest::qWaitFor([&] { return stack().find("mr") && stack().find("mr")->is_open(); },
                                kLong_ms));
    ASSERT_TRUE(wait_idle());
  }
  void TearDown() override { QSettings().remove("viewer"); }

  LayerStack& stack() { return *panel_->stack(); }
  SliceView* sagittal(int row = 0) { return panel_->grid()->view(row, ViewPlane::sagittal); }
  int shown_views() {
    int shown = 0;
    for (SliceView* view : panel_->grid()->views()) shown += view->isVisible();
    return shown;
  }
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    sagittal()->setFocus();
    QTest::keyClick(sagittal(), key, modifiers);
  }
  void drag(QPoint from, QPoint to) {
    QTest::mousePress(sagittal(), Qt::LeftButton, Qt::NoModifier, from);
    QTest::mouseMove(sagittal(), to);
    QTest::mouseRelease(sagittal(), Qt::LeftButton, Qt::NoModifier, to);
  }
  template <class T>
  T* child(const char* name) {
    T* found = panel_->findChild<T*>(name);
    EXPECT_NE(found, nullptr) << name;
    return found;
  }

  DataWorkspace* data_ = nullptr;
  ViewerPanel* panel_ = nullptr;
};

TEST_F(Viewer, LayoutsAreTwoByTwoOneUpAndThreeOverThree) {
  EXPECT_EQ(shown_views(), 3);
  panel_->set_viewer_layout(ViewerLayout::one_up);
  EXPECT_EQ(shown_views(), 1);
  EXPECT_TRUE(sagittal()->isVisible());
  child<QComboBox>("viewer_plane")->setCurrentIndex(static_cast<int>(ViewPlane::coronal));
  EXPECT_FALSE(sagittal()->isVisible());
  panel_->set_viewer_layout(ViewerLayout::rows);
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(shown_views(), 6) << "MR over CT";
  EXPECT_EQ(sagittal(0)->layers()[0].name, "MR");
  EXPECT_EQ(sagittal(1)->layers()[0].name, "CT");
  panel_->compare_bar()->set_mode(CompareMode::checkerboard);
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(shown_views(), 9) << "and the comparison below";
  EXPECT_EQ(sagittal(2)->compare().mode, CompareMode::checkerboard);
  EXPECT_EQ(sagittal(0)->compare().mode, CompareMode::stacked);
}

TEST_F(Viewer, AFileASubjectAndALayerCanBeDroppedOnAView) {
  const auto drop = [&](const QMimeData& data) {
    const QPointF at(40, 40);
    QDragEnterEvent enter(at.toPoint(), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(sagittal(), &enter);
    QDropEvent dropped(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(sagittal(), &dropped);
    return enter.isAccepted() && dropped.isAccepted();
  };
  const Study& study = window_.session()->study();
  const auto file = folder_ / "elsewhere.nii.gz";
  std::filesystem::copy_file(study.find("sub-001")->path_of(Role::ct), file);
  QMimeData of_file;
  of_file.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
  EXPECT_TRUE(drop(of_file));
  ASSERT_TRUE(wait_idle());
  const auto& dropped = stack().layers().back();
  EXPECT_EQ(dropped.source.name, "elsewhere.nii.gz");
  EXPECT_EQ(dropped.source.kind, ImageKind::ct) << "by what it holds";
  EXPECT_TRUE(dropped.is_open());
  EXPECT_EQ(sagittal()->layers().back().name, "elsewhere.nii.gz");
  EXPECT_EQ(panel_->current_layer(), dropped.source.key);

  auto* table = data_->findChild<QTableView*>("subject_table");
  const std::unique_ptr<QMimeData> of_subject(
      table->model()->mimeData({table->model()->index(1, 0)}));
  EXPECT_TRUE(drop(*of_subject));
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(sagittal()->layers().back().name, "MR of sub-002");
  EXPECT_EQ(window_.session()->current_subject(), "sub-001");

  auto* tree = child<QTreeWidget>("layer_list");
  EXPECT_FALSE(stack().find("ct")->slice.visible);
  const auto items = tree->findItems("CT", Qt::MatchExactly);
  ASSERT_EQ(items.size(), 1);
  const std::unique_ptr<QMimeData> of_layer(
      tree->model()->mimeData({tree->indexFromItem(items[0])}));
  EXPECT_TRUE(drop(*of_layer));
  EXPECT_TRUE(stack().find("ct")->slice.visible);
  EXPECT_EQ(stack().layers().size(), static_cast<std::size_t>(tree->topLevelItemCount()));

  window_.session()->set_current_subject("sub-002");
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(stack().find(dropped.source.key), nullptr) << "another subject begins without them";
}

TEST_F(Viewer, ADoubleClickMaximisesAPaneAndAnotherRestores) {
  QTest::mouseDClick(sagittal(), Qt::LeftButton, Qt::NoModifier, QPoint(50, 50));
  EXPECT_EQ(shown_views(), 1);
  QTest::mouseDClick(sagittal(), Qt::LeftButton, Qt::NoModifier, QPoint(50, 50));
  EXPECT_EQ(shown_views(), 3);
}

TEST_F(Viewer, TheCtLiesOnTheMrByTheStudysTransform) {
  const Study& study = window_.session()->study();
  const Rigid3 ct_from_mr = value_or_throw(subject_transform(study, "sub-001"));
  const Rigid3 placed = stack().find("ct")->slice.view_from_volume;
  EXPECT_LT((placed.matrix() - ct_from_mr.inverse().matrix()).norm(), 1e-9);
}

TEST_F(Viewer, LayerListShowsHidesFadesColoursAndReorders) {
  auto* tree = child<QTreeWidget>("layer_list");
  ASSERT_GE(tree->topLevelItemCount(), 4);
  panel_->set_current_layer("ct");
  tree->currentItem()->setCheckState(0, Qt::Checked);
  ASSERT_TRUE(wait_idle()) << "it is opened when it is first shown";
  EXPECT_TRUE(stack().find("ct")->is_open());
  EXPECT_EQ(sagittal()->layers().size(), 3U) << "MR, CT, labels";
  child<QSlider>("layer_opacity")->setValue(30);
  EXPECT_DOUBLE_EQ(stack().find("ct")->slice.opacity, 0.3);
  auto* colours = child<QComboBox>("layer_colours");
  colours->setCurrentIndex(colours->findData(static_cast<int>(ColourMap::hot)));
  Q_EMIT colours->activated(colours->currentIndex());
  EXPECT_EQ(sagittal()->layers()[1].colours, ColourMap::hot);
  child<QPushButton>("layer_lower")->click();
  EXPECT_EQ(sagittal()->layers()[0].name, "CT") << "now below the MR";
  tree->currentItem()->setCheckState(0, Qt::Unchecked);
  EXPECT_EQ(sagittal()->layers().size(), 2U);
}

TEST_F(Viewer, MasksAreCorrectedAndTheCorrectionIsUndone) {
  MaskEditor* editor = panel_->label_list()->editor();
  const auto shown_labels = [&] {
    std::set<int> found;
    for (const auto& [label, summary] :
         label_summaries(stack().find("mr_vertebrae")->image->volume())) {
      found.insert(label);
    }
    return found;
  };
  const auto original = window_.session()->file_of(Role::mr_vertebrae);
  const std::string before = value_or_throw(read_text(original));
  ASSERT_EQ(shown_labels(), (std::set<int>{21, 22, 23}));
  EXPECT_TRUE(child<QToolButton>("mask_edit")->isEnabled());
  EXPECT_FALSE(child<QToolButton>("mask_undo")->isEnabled());
  child<QAction>("mask_shift_down")->trigger();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(shown_labels(), (std::set<int>{22, 23, 24}));
  EXPECT_EQ(value_or_throw(read_text(original)), before) << "imported files stay as they are";
  EXPECT_NE(window_.session()->file_of(Role::mr_vertebrae), original);
  ASSERT_TRUE(editor->can_undo());
  child<QToolButton>("mask_undo")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(shown_labels(), (std::set<int>{21, 22, 23}));
  EXPECT_FALSE(editor->can_undo());
  child<QToolButton>("mask_redo")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(shown_labels(), (std::set<int>{22, 23, 24}));
  EXPECT_FALSE(editor->can_redo());
}

TEST_F(Viewer, LabelsAreSearchedHiddenShownAloneAndGoneTo) {
  LabelList* list = panel_->label_list();
  ASSERT_TRUE(QTest::qWaitFor([&] { return list->row_count() == 3; }, kLong_ms));
  auto* table = child<QTableWidget>("label_table");
  child<QLineEdit>("label_filter")->setText("L3");
  int visible = 0;
  for (int row = 0; row < 3; ++row) visible += !table->isRowHidden(row);
  EXPECT_EQ(visible, 1);
  child<QLineEdit>("label_filter")->clear();
  table->setCurrentCell(1, 0);
  child<QPushButton>("labels_only")->click();
  EXPECT_EQ(stack().find("mr_vertebrae")->slice.labels.hidden, (std::set<int>{21, 23}));
  child<QPushButton>("labels_none")->click();
  EXPECT_EQ(stack().find("mr_vertebrae")->slice.labels.hidden.size(), 3U);
  table->item(0, 0)->setCheckState(Qt::Checked);
  EXPECT_EQ(stack().find("mr_vertebrae")->slice.labels.hidden, (std::set<int>{22, 23}));
  Q_EMIT table->cellDoubleClicked(2, 0);
  const Volume& mask = stack().find("mr_vertebrae")->image->volume();
  const auto index = mask.grid().index_from_point(panel_->cursor()->position_mm());
  EXPECT_LT((panel_->cursor()->position_mm() - label_summaries(mask).at(23).centre_mm).norm(),
            1e-9);
  EXPECT_TRUE(mask.grid().contains(std::llround(index.x()), std::llround(index.y()),
                                   std::llround(index.z())));
}

TEST_F(Viewer, ALabelMapWith300IdsOpens) {
  const Volume mr =
      value_or_throw(read_nifti(window_.session()->study().find("sub-001")->path_of(Role::mr)));
  Volume labels(mr.grid(), ScalarType::uint16);
  auto values = labels.values<std::uint16_t>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint16_t>(i % 301);
  const auto path = folder_ / "many.nii.gz";
  ASSERT_TRUE(write_nifti(path, labels).ok());
  window_.session()->assign("sub-001", Role::mr_vertebrae, path);
  ASSERT_TRUE(QTest::qWaitFor([&] { return panel_->label_list()->row_count() == 300; }, kLong_ms));
  ASSERT_TRUE(wait_idle());
}

TEST_F(Viewer, LabelTablesOfItkSnapAndSlicerGiveNamesAndColours) {
  ASSERT_TRUE(QTest::qWaitFor([&] { return panel_->label_list()->row_count() == 3; }, kLong_ms));
  const auto path = folder_ / "spine.label";
  ASSERT_TRUE(write_text_atomically(path,
                                    "22 10 200 30 1 1 1 \"third lumbar\"\n"
                                    "23 1 2 3 1 0 0 \"fourth\"\n")
                  .ok());
  panel_->label_list()->apply_table(path);
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(child<QTableWidget>("label_table")->item(1, 0)->text(), "third lumbar");
  const LabelStyle& style = stack().find("mr_vertebrae")->slice.labels;
  EXPECT_EQ(style.colours.at(22), QColor(10, 200, 30));
  EXPECT_EQ(style.hidden, (std::set<int>{23}));
}

TEST_F(Viewer, WindowPresetsFitGoToAllAndCanBeEdited) {
  stack().set_visible("ct", true);
  ASSERT_TRUE(wait_idle());
  panel_->set_current_layer("ct");
  auto* preset = child<QComboBox>("window_preset");
  const auto choose = [&](const QString& text) {
    const int index = preset->findText(text);
    ASSERT_GE(index, 0) << text.toStdString();
    preset->setCurrentIndex(index);
    Q_EMIT preset->activated(index);
  };
  choose("Soft tissue");
  EXPECT_EQ(stack().find("ct")->slice.window, 400);
  EXPECT_NE(stack().find("mr")->slice.window, 400) << "another unit";
  choose("Apply to all images");
  EXPECT_EQ(stack().find("mr")->slice.window, 400);
  choose("Automatic");
  const auto& image = *stack().find("ct")->image;
  EXPECT_DOUBLE_EQ(stack().find("ct")->slice.window, image.high - image.low);
  PresetDialog dialog;
  dialog.add({"Metal", 8000, 2000});
  dialog.accept();
  EXPECT_EQ(window_presets().back(), (WindowPreset{"Metal", 8000, 2000}));
  EXPECT_EQ(
      ViewerPanel(window_.session()).findChild<QComboBox*>("window_preset")->findText("Metal"),
      static_cast<int>(window_presets().size()));
}

TEST_F(Viewer, WindowAndLevelFollowImagesOfTheSameUnitWhenLinked) {
  write_real_ct_as_result("run-a", "sub-001");
  Q_EMIT window_.session()->results_changed();
  ASSERT_TRUE(wait_idle());
  ASSERT_NE(stack().find("result:run-a"), nullptr);
  stack().set_visible("ct", true);
  stack().set_visible("result:run-a", true);
  ASSERT_TRUE(wait_idle());
  stack().set_window("ct", 900, 100, panel_->grid()->links()->aspects().window_level);
  EXPECT_EQ(stack().find("result:run-a")->slice.window, 900);
  panel_->findChild<QAction*>("viewer.link_window")->setChecked(false);
  stack().set_window("ct", 500, 100, panel_->grid()->links()->aspects().window_level);
  EXPECT_EQ(stack().find("result:run-a")->slice.window, 900);
}

TEST_F(Viewer, AllCompareModesAreInOnePlaceAndEachPaintsItsPicture) {
  panel_->set_compared("mr", "ct");
  std::set<std::string> pictures;
  for (const CompareMode mode : all_compare_modes()) {
    if (is_moving(mode)) continue;
    panel_->compare_bar()->set_mode(mode);
    ASSERT_TRUE(wait_idle());
    EXPECT_EQ(sagittal()->compare().mode, mode);
    const QImage picture = sagittal()->picture();
    pictures.insert(std::string(reinterpret_cast<const char*>(picture.constBits()),
                                static_cast<std::size_t>(picture.sizeInBytes())));
  }
  EXPECT_EQ(pictures.size(), all_compare_modes().size() - 2);
  panel_->compare_bar()->set_mode(CompareMode::rock);
  const double before = sagittal()->compare().phase_s;
  EXPECT_TRUE(QTest::qWaitFor([&] { return sagittal()->compare().phase_s > before; }, 5000));
}

TEST_F(Viewer, KeysOfTheInteractionMapWork) {
  window_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window_));
  press(Qt::Key_G);
  EXPECT_FALSE(stack().find("mr_vertebrae")->slice.visible);
  press(Qt::Key_G);
  EXPECT_TRUE(stack().find("mr_vertebrae")->slice.visible);
  press(Qt::Key_O);
  EXPECT_EQ(stack().find("mr_vertebrae")->slice.labels.draw, LabelStyle::Draw::outline);
  press(Qt::Key_I);
  EXPECT_FALSE(sagittal()->layers()[0].interpolate);
  press(Qt::Key_C);
  EXPECT_EQ(panel_->compare_bar()->compare().mode, CompareMode::blend);
  const QString first = panel_->first_compared();
  press(Qt::Key_X);
  EXPECT_EQ(panel_->second_compared(), first);
  const double x = panel_->cursor()->position_mm().x();
  press(Qt::Key_F);
  EXPECT_NE(panel_->cursor()->position_mm().x(), x);
  press(Qt::Key_B);
  EXPECT_DOUBLE_EQ(panel_->cursor()->position_mm().x(), x);
  press(Qt::Key_BracketRight);
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(stack().find("ct")->slice.visible);
  EXPECT_FALSE(stack().find("mr")->slice.visible);
}

TEST_F(Viewer, AVertebraAlignedReformatHoldsBodyAndSpinousProcess) {
  panel_->set_axes("L3");
  const auto document = value_or_throw(
      read_landmark_document(window_.session()->study().find("sub-001")->path_of(Role::landmarks)));
  const Eigen::Vector3d body = document.mr.at({22, subregion::kBody}).p_mm;
  const Eigen::Vector3d spinous = document.mr.at({22, subregion::kSpinousProcess}).p_mm;
  EXPECT_LT((panel_->cursor()->position_mm() - body).norm(), 1e-9) << "it goes there too";
  // Both lie in the sagittal plane: the picture's place of each is the place itself.
  for (const Eigen::Vector3d& p : {body, spinous}) {
    EXPECT_LT((sagittal()->point_from_pixel(sagittal()->pixel_from_point(p)) - p).norm(), 1e-6);
  }
  panel_->set_axes("world");
  EXPECT_EQ(sagittal()->right_letter(), "P");
  EXPECT_EQ(sagittal()->up_letter(), "S");
  panel_->go_to_level(23);
  EXPECT_LT((panel_->cursor()->position_mm() - document.mr.at({23, subregion::kBody}).p_mm).norm(),
            1e-9);
}

TEST_F(Viewer, TheRadiologicalSwitchIsApartFromTheSagittalDirection) {
  panel_->findChild<QAction*>("viewer.radiological")->setChecked(false);
  EXPECT_EQ(panel_->view(ViewPlane::axial)->right_letter(), "R");
  EXPECT_EQ(sagittal()->right_letter(), "P");
  panel_->findChild<QAction*>("viewer.anterior_left")->setChecked(false);
  EXPECT_EQ(sagittal()->right_letter(), "A");
  EXPECT_EQ(panel_->view(ViewPlane::axial)->right_letter(), "R");
}

TEST_F(Viewer, TheProbeTellsMillimetresVoxelUnitAndLabelName) {
  stack().set_visible("ct", true);
  ASSERT_TRUE(wait_idle());
  panel_->go_to_level(22);
  const QPoint at = sagittal()->pixel_from_point(panel_->cursor()->position_mm()).toPoint();
  QTest::mouseMove(sagittal(), at);
  auto* table = child<QTableWidget>("probe_table");
  ASSERT_EQ(table->rowCount(), 3);
  QStringList names;
  QStringList values;
  for (int row = 0; row < 3; ++row) {
    names << table->item(row, 0)->text();
    values << table->item(row, 1)->text();
  }
  EXPECT_TRUE(values[names.indexOf("CT")].endsWith(" HU"));
  EXPECT_EQ(values[names.indexOf("Vertebrae on MR")], "L3");
  EXPECT_EQ(table->item(0, 2)->text().split(' ').size(), 3);
  EXPECT_TRUE(child<QLabel>("probe_place")->text().endsWith("mm"));
}

TEST_F(Viewer, RegionStatisticsAndLineProfileCoverMrCtAndResult) {
  write_real_ct_as_result("run-a", "sub-001");
  Q_EMIT window_.session()->results_changed();
  ASSERT_TRUE(wait_idle());
  for (const char* key : {"ct", "result:run-a"}) stack().set_visible(key, true);
  ASSERT_TRUE(wait_idle());
  panel_->go_to_level(22);
  const QPoint at = sagittal()->pixel_from_point(panel_->cursor()->position_mm()).toPoint();
  panel_->choose_tool(Measure::Kind::ellipse);
  drag(at - QPoint(12, 12), at + QPoint(12, 12));
  ASSERT_EQ(panel_->measures()->measures().size(), 1U);
  const QString text = panel_->measures()->measures()[0].text;
  for (const char* part : {"mm²", "MR: ", "CT: ", "sCT run-a: ", "HU"}) {
    EXPECT_TRUE(text.contains(part)) << part << " in " << text.toStdString();
  }
  panel_->choose_tool(Measure::Kind::profile);
  drag(at - QPoint(60, 20), at + QPoint(60, 20));
  EXPECT_EQ(panel_->profile()->curves().size(), 3U);
  EXPECT_TRUE(panel_->profile()->isVisible());
  EXPECT_GT(panel_->profile()->csv().count('\n'), 100);
  panel_->profile()->close();
}

TEST_F(Viewer, AFigureHasTheAskedResolutionScaleBarAndText) {
  const QImage figure = figure_of(sagittal(), 3);
  EXPECT_EQ(figure.size(), sagittal()->size() * 3);
  // The scale bar in the lower right corner, and the letter S at the top.
  const auto brightest = [&](const QRect& box) {
    int most = 0;
    for (int y = box.top(); y <= box.bottom(); ++y) {
      for (int x = box.left(); x <= box.right(); ++x)
        most = std::max(most, qGray(figure.pixel(x, y)));
    }
    return most;
  };
  EXPECT_GT(brightest(QRect(figure.width() - 120, figure.height() - 30, 100, 20)), 220);
  const auto path = folder_ / "figure.png";
  ASSERT_TRUE(write_figure(path, figure, "sub-001: MR").ok());
  QImageReader reader(QString::fromStdString(path.string()));
  EXPECT_EQ(reader.text("Description"), "sub-001: MR");
  EXPECT_EQ(reader.size(), figure.size());
  EXPECT_FALSE(write_figure("/proc/none/figure.png", figure, "").ok());
}

TEST_F(Viewer, RowsCanBeUnlinkedAndLinkedAgain) {
  panel_->set_viewer_layout(ViewerLayout::rows);
  ASSERT_TRUE(wait_idle());
  panel_->findChild<QAction*>("viewer.link_zoom")->setChecked(false);
  LinkedCursor* upper = panel_->grid()->cursor(0);
  LinkedCursor* lower = panel_->grid()->cursor(1);
  const double zoom = lower->mm_per_pixel();
  upper->set_mm_per_pixel(zoom / 2);
  EXPECT_EQ(lower->mm_per_pixel(), zoom);
  upper->move_to(upper->position_mm() + Eigen::Vector3d(0, 0, 5));
  EXPECT_EQ(lower->position_mm(), upper->position_mm());
  panel_->findChild<QAction*>("viewer.link_zoom")->setChecked(true);
  upper->set_mm_per_pixel(0.3);
  EXPECT_EQ(lower->mm_per_pixel(), 0.3);
}

TEST_F(Viewer, TheStudyKeepsLayoutWindowsCursorAndLayers) {
  panel_->set_viewer_layout(ViewerLayout::rows);
  ASSERT_TRUE(wait_idle());
  stack().set_window("ct", 777, 111);
  stack().set_opacity("mr_vertebrae", 0.25);
  stack().set_label_style("mr_vertebrae", {.draw = LabelStyle::Draw::both, .hidden = {22}});
  panel_->set_convention({.radiological = true, .anterior_left = true});
  panel_->cursor()->jump_to(panel_->cursor()->position_mm() + Eigen::Vector3d(1, 2, 3));
  panel_->cursor()->set_mm_per_pixel(0.4);
  const nlohmann::json state = nlohmann::json::parse(panel_->state().dump());
  const auto images = [&] {
    std::vector<ViewerImage> all;
    for (const auto& layer : stack().layers()) all.push_back(layer.source);
    return all;
  }();
  ViewerPanel other(window_.session());
  other.resize(900, 600);
  other.set_images(images);
  other.restore(state);
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(other.grid()->viewer_layout(), ViewerLayout::rows);
  EXPECT_EQ(other.stack()->find("ct")->slice.window, 777);
  EXPECT_EQ(other.stack()->find("mr_vertebrae")->slice.opacity, 0.25);
  EXPECT_EQ(other.stack()->find("mr_vertebrae")->slice.labels,
            stack().find("mr_vertebrae")->slice.labels);
  EXPECT_LT((other.cursor()->position_mm() - panel_->cursor()->position_mm()).norm(), 1e-9);
  EXPECT_DOUBLE_EQ(other.cursor()->mm_per_pixel(), 0.4);
}

TEST_F(Viewer, AStateOfAnotherVersionChangesNothingItCannotRead) {
  const auto before = panel_->state();
  panel_->restore(nlohmann::json::parse(R"({"layout": "new", "stack": {"layers": {"mr": 5}},
      "cursor_mm": "somewhere", "unknown": [1, 2]})"));
  panel_->restore(nlohmann::json::parse(R"({"layout": 1, "plane": 9,
      "stack": {"layers": {"mr": {"place": "x"}, "ct": {"place": 1}}}})"));
  EXPECT_EQ(panel_->grid()->viewer_layout(), ViewerLayout::one_up);
  EXPECT_TRUE(sagittal()->isVisible());
  window_.session()->set_current_subject("sub-002");
  ASSERT_TRUE(wait_idle());
  panel_->set_viewer_layout(ViewerLayout::four_up);
  window_.session()->set_current_subject("sub-001");
  ASSERT_TRUE(wait_idle());
  panel_->restore({{"cursor_mm", before["cursor_mm"]}});
  EXPECT_EQ(panel_->state()["cursor_mm"], before["cursor_mm"]);
}

}  // namespace
}  // namespace transpine
