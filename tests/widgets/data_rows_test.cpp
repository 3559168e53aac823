// SPDX-License-Identifier: Apache-2.0
// Row "Data": files dropped on the window, DICOM, the subject table, pictures, headers and the
// review queue, driven through the window.
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTableWidget>

#include "app/window/message_banner.h"
#include "core/base/atomic_file.h"
#include "core/project/journal.h"
#include "tests/widgets/study_window.h"
#include "widgets/actions/action_catalogue.h"
#include "widgets/data/batch_jobs.h"
#include "widgets/data/data_intake.h"
#include "widgets/data/dicom_browser.h"
#include "widgets/data/header_inspector.h"
#include "widgets/data/import_dialog.h"
#include "widgets/data/review_panel.h"
#include "widgets/data/subject_panel.h"
#include "widgets/data/subject_table.h"
#include "widgets/data/subject_table_model.h"
#include "widgets/data/thumbnail_store.h"
#include "widgets/session/image_store.h"
#include "widgets/workspaces/data_workspace.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

class DataRow : public StudyWindowTest {
 protected:
  void SetUp() override {
    StudyWindowTest::SetUp();
    data_ = place<DataWorkspace>(MainWindow::kData);
  }
  void drop(const std::vector<fs::path>& paths) {
    QMimeData files;
    QList<QUrl> urls;
    for (const fs::path& path : paths) {
      urls << QUrl::fromLocalFile(QString::fromStdString(path.string()));
    }
    files.setUrls(urls);
    QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window_, &enter);
    ASSERT_TRUE(enter.isAccepted());
    QDropEvent event(QPointF(200, 200), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window_, &event);
    ASSERT_TRUE(wait_idle());
  }
  template <class T>
  T* dialog() {
    T* found = nullptr;
    EXPECT_TRUE(QTest::qWaitFor([&] {
      found = window_.findChild<T*>();
      return found != nullptr;
    }));
    return found;
  }
  SubjectTable* table() { return data_->panel()->table(); }
  QAbstractItemModel* rows() { return table()->view()->model(); }
  StudySession* session() { return window_.session(); }
  void wait_for_writes() { session()->wait_for_writes()(); }
  fs::path mr_of(const std::string& id) { return session()->study().find(id)->path_of(Role::mr); }

  DataWorkspace* data_ = nullptr;
};

TEST_F(DataRow, DroppedFilesAreProposedChangedAndTaken) {
  fs::create_directories(folder_ / "new");
  fs::copy(mr_of("sub-001"), folder_ / "new/anna_t2.nii.gz");
  fs::copy(session()->study().find("sub-001")->path_of(Role::ct), folder_ / "new/scan7.nii.gz");
  drop({folder_ / "new"});
  auto* import = dialog<ImportDialog>();
  ASSERT_NE(import, nullptr);
  ASSERT_EQ(import->items().size(), 2U);
  EXPECT_EQ(import->items()[0].role, Role::mr);
  EXPECT_EQ(import->items()[1].role, Role::ct) << "by its values";
  // The user knows better whose the second is.
  auto* list = import->findChild<QTableWidget*>("import_table");
  list->item(1, 2)->setText("sub-anna");
  import->findChild<QPushButton*>("import_take")->click();
  ASSERT_TRUE(wait_idle());
  const Subject* anna = session()->study().find("sub-anna");
  ASSERT_NE(anna, nullptr);
  EXPECT_EQ(anna->path_of(Role::ct), folder_ / "new/scan7.nii.gz");
  EXPECT_EQ(anna->path_of(Role::mr), folder_ / "new/anna_t2.nii.gz");
  EXPECT_EQ(anna->files.at(Role::ct).content_hash.size(), 32U);
  EXPECT_EQ(rows()->rowCount(), 4);
  wait_for_writes();
  EXPECT_NE(value_or_throw(Study::open(session()->study().folder())).find("sub-anna"), nullptr);
}

TEST_F(DataRow, ADroppedFileNeverReplacesAnotherUnasked) {
  const fs::path before = mr_of("sub-001");
  fs::create_directories(folder_ / "other");
  fs::copy(mr_of("sub-002"), folder_ / "other/sub-001_T2w.nii.gz");
  drop({folder_ / "other/sub-001_T2w.nii.gz"});
  auto* import = dialog<ImportDialog>();
  auto* take = import->findChild<QPushButton*>("import_take");
  EXPECT_FALSE(take->isEnabled());
  auto* list = import->findChild<QTableWidget*>("import_table");
  EXPECT_TRUE(list->item(0, 4)->text().contains(QString::fromStdString(before.string())));
  list->item(0, 0)->setCheckState(Qt::Checked);
  EXPECT_FALSE(take->isEnabled());
  EXPECT_EQ(mr_of("sub-001"), before);
  import->findChild<QCheckBox*>("import_replace")->setChecked(true);
  ASSERT_TRUE(take->isEnabled());
  take->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(mr_of("sub-001"), folder_ / "other/sub-001_T2w.nii.gz");
}

TEST_F(DataRow, ADroppedStudyIsOpened) {
  fs::copy(folder_ / "study", folder_ / "second", fs::copy_options::recursive);
  drop({folder_ / "second"});
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(session()->study().folder(), folder_ / "second");
}

TEST_F(DataRow, DicomSeriesAreListedWithPicturesOpenedOnceAndTaken) {
  TRANSPINE_REQUIRE_DATA();
  fs::create_directories(folder_ / "dicom");
  for (const char* name : {"mr_two_slices", "ct_oblique_3slices"}) {
    fs::copy(testing::data_folder() / "awkward/dicom" / name, folder_ / "dicom" / name,
             fs::copy_options::recursive);
  }
  ASSERT_TRUE(write_text_atomically(folder_ / "dicom/broken.dcm",
                                    std::string(128, '\0') + "DICM and then nothing")
                  .ok());
  drop({folder_ / "dicom"});
  auto* browser = dialog<DicomBrowser>();
  ASSERT_TRUE(QTest::qWaitFor([&] { return browser->series_count() == 2 && idle(); }, kLong_ms));
  auto* list = browser->findChild<QTableWidget*>("dicom_table");
  for (int row = 0; row < 2; ++row) EXPECT_FALSE(list->item(row, 0)->icon().isNull()) << row;
  EXPECT_TRUE(browser->findChild<QLabel*>("dicom_summary")->text().contains("broken.dcm"));
  const int ct = list->item(0, 5)->text() == "CT" ? 0 : 1;
  list->selectRow(ct);
  browser->findChild<QLineEdit*>("dicom_subject")->setText("sub-dicom");
  browser->findChild<QPushButton*>("dicom_take")->click();
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return session()->study().find("sub-dicom") != nullptr && idle(); }, kLong_ms));
  const fs::path taken = session()->study().find("sub-dicom")->path_of(Role::ct);
  EXPECT_EQ(taken, session()->study().folder() / "images/sub-dicom_ct.nii.gz");
  EXPECT_EQ(value_or_throw(read_nifti(taken)).grid().size, (Index3{100, 50, 3}));
  // Taken again it replaces nothing.
  browser->findChild<QPushButton*>("dicom_take")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(window_.banner()->text().contains("has an image there already"));

  list->selectRow(1 - ct);
  browser->findChild<QPushButton*>("dicom_once")->click();
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return !data_->view(ViewPlane::axial)->layers().empty() && idle(); }, kLong_ms));
  const Subject* once = session()->study().find(session()->current_subject().toStdString());
  ASSERT_NE(once, nullptr);
  EXPECT_TRUE(once->is_transient);
  session()->save();
  wait_for_writes();
  EXPECT_EQ(value_or_throw(Study::open(session()->study().folder())).find(once->id), nullptr);
}

TEST_F(DataRow, TheSubjectTableSortsFiltersAndFillsInTheRest) {
  ASSERT_TRUE(QTest::qWaitFor([&] { return table()->model()->is_complete(); }, kLong_ms));
  const auto cell = [&](int row, int column) {
    return rows()->index(row, column).data().toString();
  };
  EXPECT_GE(cell(0, SubjectTableModel::kPoints).toInt(), 6);
  EXPECT_FALSE(cell(0, SubjectTableModel::kFre).isEmpty());
  EXPECT_FALSE(cell(0, SubjectTableModel::kTre).isEmpty());
  auto* header = table()->view()->horizontalHeader();
  header->setSortIndicator(SubjectTableModel::kSubject, Qt::DescendingOrder);
  EXPECT_EQ(cell(0, SubjectTableModel::kSubject), "sub-003");
  auto* search = data_->findChild<QLineEdit*>("subject_search");
  search->setText("test");
  ASSERT_EQ(rows()->rowCount(), 1);
  EXPECT_EQ(cell(0, SubjectTableModel::kSubject), "sub-003");
  search->clear();
  session()->set_verdict("sub-002", "bad_points");
  auto* verdicts = data_->findChild<QComboBox*>("verdict_facet");
  verdicts->setCurrentIndex(verdicts->findText("Bad points"));
  Q_EMIT verdicts->activated(verdicts->currentIndex());
  ASSERT_EQ(rows()->rowCount(), 1);
  EXPECT_EQ(cell(0, SubjectTableModel::kSubject), "sub-002");
  EXPECT_EQ(data_->findChild<QLabel*>("subject_count")->text(), "1 of 3 subjects");
}

TEST_F(DataRow, SeveralSubjectsGoToABatchJob) {
  for (const char* id : {"sub-001", "sub-002", "sub-003"}) {
    fs::remove(session()->study().transform_file(id));
  }
  table()->view()->selectAll();
  EXPECT_EQ(table()->chosen().size(), 3);
  QMenu menu;
  Q_EMIT table()->menu_requested(&menu);
  ASSERT_FALSE(menu.isEmpty());
  EXPECT_EQ(menu.actions()[0]->text(), "Register 3 subject(s)");
  menu.actions()[0]->trigger();
  ASSERT_TRUE(wait_idle());
  for (const char* id : {"sub-001", "sub-002", "sub-003"}) {
    EXPECT_TRUE(fs::exists(session()->study().transform_file(id))) << id;
  }
  const QString command =
      batch_command(session()->study(), BatchStep::register_images, table()->chosen(), {});
  EXPECT_EQ(command.count("transpine register"), 3);

  // The file that is read: without points of the study's own the one the subject came with.
  const fs::path brought = session()->study().find("sub-001")->path_of(Role::landmarks);
  ASSERT_FALSE(fs::exists(session()->study().landmarks_file("sub-001")));
  ASSERT_TRUE(fs::exists(brought));
  EXPECT_EQ(command.count(QString::fromStdString(brought.string())), 2) << command.toStdString();
}

TEST_F(DataRow, SeveralSubjectsAreExportedAsOneJob) {
  table()->view()->selectAll();
  QMenu menu;
  Q_EMIT table()->menu_requested(&menu);
  QStringList texts;
  for (const QAction* action : menu.actions()) texts << action->text();
  EXPECT_TRUE(texts.contains("Export 3 Subject(s)…")) << texts.join(", ").toStdString();
  EXPECT_TRUE(export_command(session()->study(), table()->chosen())
                  .endsWith("FOLDER --subject sub-001,sub-002,sub-003"));
  export_subjects(session(), table()->chosen(), folder_ / "exported");
  ASSERT_TRUE(wait_idle());
  Study again(folder_ / "again");
  EXPECT_TRUE(again.import_folder(folder_ / "exported").ok());
  ASSERT_EQ(again.subjects().size(), 3U);
  for (const Subject& subject : session()->study().subjects()) {
    const Subject* copy = again.find(subject.id);
    ASSERT_TRUE(copy);
    for (const auto& [role, file] : subject.files) {
      EXPECT_FALSE(copy->path_of(role).empty()) << subject.id << role_key(role);
    }
    EXPECT_EQ(copy->files.at(Role::mr).content_hash, subject.files.at(Role::mr).content_hash);
  }
}

TEST_F(DataRow, ADroppedMetaImageIsTakenAndShown) {
  std::string voxels;
  for (int i = 0; i < 16 * 16 * 8; ++i) voxels += static_cast<char>(i % 200);
  testing::write_bytes(folder_ / "sub-009_T2w.mha",
                       "ObjectType = Image\nNDims = 3\nTransformMatrix = 1 0 0 0 1 0 0 0 1\n"
                       "Offset = 0 0 0\nElementSpacing = 1 1 2\nDimSize = 16 16 8\n"
                       "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n" +
                           voxels);
  drop({folder_ / "sub-009_T2w.mha"});
  auto* import = dialog<ImportDialog>();
  ASSERT_TRUE(import);
  import->findChild<QPushButton*>("import_take")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(mr_of("sub-009"), folder_ / "sub-009_T2w.mha");
  session()->set_current_subject("sub-009");
  ASSERT_TRUE(wait_idle());
  auto* inspector = data_->findChild<HeaderInspector*>();
  EXPECT_TRUE(QTest::qWaitFor(
      [&] { return !inspector->findItems("MetaImage", Qt::MatchExactly, 1).isEmpty(); }, kLong_ms));
  EXPECT_FALSE(inspector->findItems("MET_UCHAR", Qt::MatchExactly, 1).isEmpty());
}

TEST_F(DataRow, MissingFilesShowInTheTable) {
  fs::rename(mr_of("sub-002"), folder_ / "hidden.nii.gz");
  table()->model()->forget_overviews();
  ASSERT_TRUE(QTest::qWaitFor([&] { return table()->model()->is_complete(); }, kLong_ms));
  EXPECT_EQ(rows()->index(1, SubjectTableModel::kMr).data(), "missing");
  EXPECT_FALSE(window_.banner()->isVisible());
}

TEST_F(DataRow, PicturesAreCachedInTheStudyByContent) {
  data_->findChild<QCheckBox*>("thumbnails_visible")->setChecked(true);
  const auto picture = [&](int row) {
    return rows()->index(row, SubjectTableModel::kSubject).data(Qt::DecorationRole);
  };
  ASSERT_TRUE(QTest::qWaitFor([&] { return !picture(0).value<QPixmap>().isNull(); }, kLong_ms));
  const std::string hash = session()->study().find("sub-001")->files.at(Role::mr).content_hash;
  const fs::path png = session()->study().folder() / "cache/thumbnails" / (hash + ".png");
  ASSERT_TRUE(QTest::qWaitFor([&] { return fs::exists(png); }));
  const QImage image = picture(0).value<QPixmap>().toImage();
  EXPECT_EQ(std::max(image.width(), image.height()), ThumbnailStore::kSide_px);
  // Not one grey: the spine is seen.
  EXPECT_NE(image.pixel(image.width() / 2, image.height() / 2), image.pixel(1, 1));
}

TEST_F(DataRow, PicturesThatLeftTheMemoryComeBack) {
  ThumbnailStore store;
  store.set_folder(folder_ / "pictures");
  fs::create_directories(folder_ / "pictures");
  QImage picture(8, 8, QImage::Format_Grayscale8);
  picture.fill(77);
  ASSERT_TRUE(picture.save(QString::fromStdString((folder_ / "pictures/hash.png").string())));
  const auto subject = [](int number) {
    Subject made;
    made.id = "sub-" + std::to_string(number);
    made.files[Role::mr].content_hash = "hash";
    return made;
  };
  // More than are kept in memory.
  constexpr int kMany = 700;
  int ready = 0;
  QObject::connect(&store, &ThumbnailStore::ready, &store, [&] { ++ready; });
  for (int i = 0; i < kMany; ++i) store.picture(subject(i));
  ASSERT_TRUE(QTest::qWaitFor([&] { return ready == kMany; }, kLong_ms));
  EXPECT_TRUE(store.picture(subject(0)).isNull());
  ASSERT_TRUE(QTest::qWaitFor([&] { return !store.picture(subject(0)).isNull(); }, kLong_ms));
}

TEST_F(DataRow, TheHeaderIsShownWithItsRedFlagsAndCopied) {
  Volume odd = value_or_throw(read_nifti(mr_of("sub-002")));
  auto forms = *odd.nifti_forms();
  forms.qform_code = 1;
  forms.qform_ras = forms.sform_ras;
  forms.qform_ras(0, 3) += 30;
  HeaderReport report;
  auto* inspector = data_->findChild<HeaderInspector*>();
  ASSERT_TRUE(QTest::qWaitFor([&] { return inspector->topLevelItemCount() > 8; }, kLong_ms));
  report.flags = {"qform and sform disagree by up to 30 mm"};
  report.fields = {{"Matrix used", "sform"}};
  inspector->show_report(report);
  EXPECT_EQ(inspector->topLevelItem(0)->text(1), QString::fromStdString(report.flags[0]));
  for (QAction* action : inspector->actions()) action->trigger();
  EXPECT_TRUE(QApplication::clipboard()->text().contains("Matrix used: sform"));
  EXPECT_TRUE(QApplication::clipboard()->text().startsWith("! qform"));
}

TEST_F(DataRow, VerdictsAreGivenByOneKeyKeptAtOnceAndUndone) {
  ReviewPanel* review = data_->panel()->review();
  session()->set_current_subject("sub-001");
  ASSERT_TRUE(wait_idle());
  // Off, the keys do nothing.
  for (QAction* action : data_->actions()) {
    EXPECT_TRUE(action->objectName() != "review.good" || !action->isEnabled());
  }
  data_->findChild<QPushButton*>("review_on")->setChecked(true);
  // The next subjects' images are opened ahead.
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return session()->images()->has(mr_of("sub-002"), ImageKind::mr); }, kLong_ms));
  const auto key = [&](const char* name) {
    for (QAction* action : data_->actions()) {
      if (action->objectName() == name) action->trigger();
    }
  };
  data_->findChild<QPlainTextEdit*>("review_note")->setPlainText("one level too high");
  key("review.bad_points");
  EXPECT_EQ(session()->current_subject(), "sub-002");
  key("review.good");
  EXPECT_EQ(session()->current_subject(), "sub-003");
  EXPECT_EQ(data_->findChild<QProgressBar*>("review_progress")->value(), 2);
  // In the journal: a kill now loses nothing.
  wait_for_writes();
  const Study on_disk = value_or_throw(Study::open(session()->study().folder()));
  EXPECT_EQ(on_disk.find("sub-001")->verdict, "bad_points");
  EXPECT_EQ(on_disk.find("sub-001")->note, "one level too high");
  EXPECT_EQ(on_disk.find("sub-002")->verdict, "good");
  EXPECT_FALSE(read_journal(on_disk.journal_file()).empty());
  key("review.undo");
  EXPECT_EQ(session()->current_subject(), "sub-002");
  EXPECT_EQ(session()->study().find("sub-002")->verdict, "");
  key("review.redo");
  EXPECT_EQ(session()->study().find("sub-002")->verdict, "good");
  review->export_csv(QString::fromStdString((folder_ / "review.csv").string()));
  wait_for_writes();
  EXPECT_NE(value_or_throw(read_text(folder_ / "review.csv"))
                .find("sub-001,train,bad_points,one level too high"),
            std::string::npos);
}

TEST_F(DataRow, AnImageThatDoesNotFitIsRefusedWithARemedy) {
  session()->images()->clear();
  session()->images()->set_cap_bytes(1000);
  session()->set_current_subject("sub-003");
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(window_.banner()->text().contains("of memory to be opened"));
  EXPECT_TRUE(window_.banner()->text().contains("Preferences"));
}

TEST_F(DataRow, ImagesOfTwoPatientsAreTold) {
  session()->assign("sub-001", Role::ct, session()->study().find("sub-002")->path_of(Role::ct));
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(window_.banner()->text().contains("two subjects"))
      << window_.banner()->text().toStdString();
}

TEST_F(DataRow, ALabelMapWith300IdsOpens) {
  const fs::path mask = session()->study().find("sub-001")->path_of(Role::mr_vertebrae);
  Volume labels = value_or_throw(read_nifti(mask)).as(ScalarType::int16);
  auto values = labels.values<std::int16_t>();
  for (std::size_t i = 0; i < 300; ++i) values[i * 50] = static_cast<std::int16_t>(i + 1);
  ASSERT_TRUE(write_nifti(folder_ / "many.nii.gz", labels).ok());
  ShownImagePtr shown;
  session()->with_image(folder_ / "many.nii.gz", ImageKind::labels, &window_,
                        [&](const ShownImagePtr& image) { shown = image; });
  ASSERT_TRUE(QTest::qWaitFor([&] { return shown != nullptr; }, kLong_ms));
  EXPECT_EQ(shown->volume().type(), ScalarType::uint16);
  EXPECT_EQ(shown->statistics.maximum, 300);
}

}  // namespace
}  // namespace transpine
