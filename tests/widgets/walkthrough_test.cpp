// SPDX-License-Identifier: Apache-2.0
// A new user's first hour: open a DICOM folder and a NIfTI file, place six pairs of landmarks,
// register, compare, export. Each step leaves a picture; with TRANSPINE_UPDATE=1 in
// docs/walkthrough, so that the pictures there show what the program does.
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTimer>
#include <cstdlib>
#include <set>

#include "app/window/appearance.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "tests/support/dicom_series.h"
#include "tests/widgets/study_window.h"
#include "widgets/data/data_intake.h"
#include "widgets/data/dicom_browser.h"
#include "widgets/data/import_dialog.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/viewer/compare_bar.h"
#include "widgets/viewer/layer_stack.h"
#include "widgets/viewer/viewer_panel.h"
#include "widgets/workspaces/data_workspace.h"
#include "widgets/workspaces/register_workspace.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

class Walkthrough : public StudyWindowTest {
 protected:
  /// Before the window is made: the pictures are of what a user sees, plurals included.
  static void SetUpTestSuite() {
    StudyWindowTest::SetUpTestSuite();
    apply_dark_theme(*qApp);
    QSettings().setValue("language", "en");
    install_translation(*qApp);
    QSettings().remove("language");
  }

  /// Saves what a user would see now and checks that it is a picture of something.
  void picture(const char* name, QWidget* of = nullptr) {
    if (!of) of = &window_;
    QTest::qWait(150);
    const QImage image = of->grab().toImage();
    std::set<QRgb> colours;
    for (int y = 0; y < image.height(); y += 7) {
      for (int x = 0; x < image.width(); x += 7) colours.insert(image.pixel(x, y));
    }
    EXPECT_GT(colours.size(), 20U) << name << " is nearly empty";
    const char* update = std::getenv("TRANSPINE_UPDATE");
    const fs::path folder = update && std::string(update) == "1"
                                ? fs::path(TRANSPINE_SOURCE_DIR) / "docs" / "walkthrough"
                                : folder_.path() / "pictures";
    fs::create_directories(folder);
    EXPECT_TRUE(image.save(QString::fromStdString((folder / name).string()))) << name;
  }

  /// Brings a place of the view's own image to its cursor, whatever the link's frame.
  static void show_place(SliceView* view, const Eigen::Vector3d& p_in_view_mm) {
    LinkedCursor* cursor = view->cursor();
    cursor->jump_to(Eigen::Vector3d::Zero());
    const Eigen::Vector3d offset = view->cursor_in_view_mm();
    Eigen::Matrix3d rotation;
    for (int axis = 0; axis < 3; ++axis) {
      cursor->jump_to(Eigen::Vector3d::Unit(axis));
      rotation.col(axis) = view->cursor_in_view_mm() - offset;
    }
    cursor->jump_to(rotation.transpose() * (p_in_view_mm - offset));
  }

  void click_point(RegisterWorkspace* place, RegisterWorkspace::Column column, LandmarkKey key,
                   const Eigen::Vector3d& p_mm) {
    place->set_active_key(key);
    SliceView* view = place->view(column, ViewPlane::sagittal);
    show_place(view, p_mm);
    // A hand is off by a pixel or two, each time in another direction.
    const int turn = key.vertebra + 2 * key.subregion + 3 * static_cast<int>(column);
    const QPoint off(turn % 5 - 2, turn / 2 % 5 - 2);
    QTest::mouseClick(view, Qt::LeftButton, Qt::NoModifier,
                      view->pixel_from_point(p_mm).toPoint() + off);
  }

  /// Types a file name into the next file dialog.
  static void answer_file_dialog(const fs::path& path) {
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QTimer::singleShot(400, [path] {
      auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
      ASSERT_NE(dialog, nullptr);
      auto* name = dialog->findChild<QLineEdit*>("fileNameEdit");
      ASSERT_NE(name, nullptr);
      name->setText(QString::fromStdString(path.string()));
      QMetaObject::invokeMethod(dialog, "accept");
    });
  }
};

TEST_F(Walkthrough, OpenDicomAndNiftiPlaceSixPairsRegisterCompareExport) {
  const Study made = window_.session()->study();
  const Subject& phantom = *made.find("sub-001");
  const auto truth = value_or_throw(read_landmark_document(phantom.path_of(Role::landmarks)));
  // What a user has: a folder from the scanner's archive and a NIfTI file.
  const fs::path dicom = folder_ / "from-the-scanner";
  testing::write_dicom_series(dicom, value_or_throw(read_nifti(phantom.path_of(Role::mr))), "P-17",
                              "T2 sagittal lumbar");
  const fs::path ct = folder_ / "sub-17_ct.nii.gz";
  fs::copy_file(phantom.path_of(Role::ct), ct);

  // A new study.
  ASSERT_TRUE(Study(folder_ / "my-study").save().ok());
  window_.session()->open(folder_ / "my-study");
  ASSERT_TRUE(wait_idle());
  ASSERT_TRUE(window_.session()->study().subjects().empty());

  // The DICOM folder is shown as its series; one is taken as the MR of a subject.
  window_.intake()->browse_dicom(dicom);
  ASSERT_TRUE(wait_idle());
  auto* browser = window_.findChild<DicomBrowser*>("dicom_browser");
  ASSERT_NE(browser, nullptr);
  ASSERT_TRUE(QTest::qWaitFor([&] { return browser->series_count() == 1 && idle(); }, kLong_ms));
  browser->findChild<QLineEdit*>("dicom_subject")->setText("sub-17");
  picture("1-dicom-series.png", browser);
  browser->findChild<QPushButton*>("dicom_take")->click();
  ASSERT_TRUE(wait_idle());
  browser->close();
  ASSERT_NE(window_.session()->study().find("sub-17"), nullptr);
  EXPECT_FALSE(window_.session()->study().find("sub-17")->path_of(Role::mr).empty());

  // The NIfTI file is dropped on the window; its name says what it is.
  window_.intake()->take({ct});
  ASSERT_TRUE(wait_idle());
  auto* import = window_.findChild<ImportDialog*>("import_dialog");
  ASSERT_NE(import, nullptr);
  picture("2-import.png", import);
  import->findChild<QPushButton*>("import_take")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_FALSE(window_.session()->study().find("sub-17")->path_of(Role::ct).empty());
  window_.session()->set_current_subject("sub-17");
  auto* data = place<DataWorkspace>(MainWindow::kData);
  ASSERT_TRUE(wait_idle());
  data->viewer()->set_viewer_layout(ViewerLayout::rows);
  ASSERT_TRUE(wait_idle());
  picture("3-both-images.png");

  // Six pairs of landmarks, each by a click in the MR and one in the CT.
  auto* registering = place<RegisterWorkspace>(MainWindow::kRegister);
  registering->findChild<QPushButton*>("edit_points")->setChecked(true);
  int pairs = 0;
  for (const int vertebra : {21, 22, 23}) {
    for (const int kind : {subregion::kBody, subregion::kSpinousProcess}) {
      const LandmarkKey key{vertebra, kind};
      click_point(registering, RegisterWorkspace::Column::mr, key, truth.mr.at(key).p_mm);
      click_point(registering, RegisterWorkspace::Column::ct, key, truth.ct.at(key).p_mm);
      ++pairs;
      if (pairs == 3) picture("4-placing-points.png");
    }
  }
  ASSERT_TRUE(wait_idle());
  LandmarkEditor* editor = registering->editor();
  EXPECT_EQ(editor->document().mr.size(), 6U);
  EXPECT_EQ(editor->document().ct.size(), 6U);
  ASSERT_TRUE(editor->registration().ok());
  // A click is as good as two pixels.
  EXPECT_GT(editor->registration()->fre_mm, 0);
  EXPECT_LT(editor->registration()->fre_mm, 4);
  registering->cursor()->jump_to(truth.mr.at({22, subregion::kBody}).p_mm);
  ASSERT_TRUE(wait_idle());
  picture("5-registered.png");

  // Compared: a checkerboard while registering, all modes in the viewer.
  registering->findChild<CompareBar*>("register_compare")->set_mode(CompareMode::checkerboard);
  picture("6-checkerboard.png");
  place<DataWorkspace>(MainWindow::kData);
  ASSERT_TRUE(wait_idle());
  data->viewer()->set_viewer_layout(ViewerLayout::four_up);
  data->viewer()->set_compared("mr", "ct");
  data->viewer()->compare_bar()->set_mode(CompareMode::contours);
  ASSERT_TRUE(wait_idle());
  auto* level = data->viewer()->findChild<QComboBox*>("viewer_level");
  EXPECT_EQ(level->count(), 3) << "the levels of the points that were placed";
  data->viewer()->go_to_level(22);
  picture("7-contours.png");

  // The CT on the MR's grid, as NIfTI.
  place<RegisterWorkspace>(MainWindow::kRegister);
  const fs::path exported = folder_ / "sub-17_space-mr_ct.nii.gz";
  answer_file_dialog(exported);
  for (QAction* action : registering->findChildren<QAction*>()) {
    if (action->text().startsWith("Export CT on MR Grid")) action->trigger();
  }
  ASSERT_TRUE(wait_idle());
  const auto on_mr = read_nifti(exported);
  ASSERT_TRUE(on_mr.ok()) << on_mr.error().message();
  const auto mr =
      value_or_throw(read_nifti(window_.session()->study().find("sub-17")->path_of(Role::mr)));
  EXPECT_TRUE(on_mr->grid().same_as(mr.grid()));
}

}  // namespace
}  // namespace transpine
