// SPDX-License-Identifier: Apache-2.0
// Row "Study", second half: recent studies, moved files, a read-only folder, crash recovery,
// preferences, shortcuts, command palette and cheat sheet.
#include <unistd.h>

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTreeWidget>

#include "app/window/cheat_sheet.h"
#include "app/window/command_palette.h"
#include "app/window/message_banner.h"
#include "app/window/preferences.h"
#include "app/window/preferences_dialog.h"
#include "app/window/recent_studies.h"
#include "app/window/shortcut_editor.h"
#include "core/base/atomic_file.h"
#include "core/image/dicom_scan_cache.h"
#include "core/project/journal.h"
#include "tests/widgets/study_window.h"
#include "widgets/actions/action_catalogue.h"
#include "widgets/data/relocate_dialog.h"
#include "widgets/session/cache_folder.h"
#include "widgets/session/image_store.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

class StudyTools : public StudyWindowTest {
 protected:
  void SetUp() override {
    QSettings().clear();
    StudyWindowTest::SetUp();
  }
  void TearDown() override { QSettings().clear(); }
  QAction* action(const char* name) {
    auto* found = window_.findChild<QAction*>(name);
    EXPECT_NE(found, nullptr) << name;
    return found;
  }
  template <class T>
  T* opened_by(const char* name) {
    action(name)->trigger();
    T* found = nullptr;
    EXPECT_TRUE(QTest::qWaitFor([&] { return (found = window_.findChild<T*>()) != nullptr; }));
    return found;
  }
  bool open(const fs::path& folder) {
    window_.session()->open(folder);
    return wait_idle();
  }
};

TEST_F(StudyTools, RecentStudiesOpenByTheirKeys) {
  fs::copy(folder_ / "study", folder_ / "second", fs::copy_options::recursive);
  ASSERT_TRUE(open(folder_ / "second"));
  ASSERT_EQ(recent_studies().size(), 2);
  EXPECT_EQ(recent_studies()[0].toStdString(), (folder_ / "second").string());
  EXPECT_EQ(action("file.recent_2")->shortcut(), QKeySequence("Ctrl+2"));
  EXPECT_TRUE(action("file.recent_2")->text().contains("study"));
  action("file.recent_2")->trigger();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(window_.session()->study().folder(), folder_ / "study");
  // A study that is gone is not offered.
  fs::remove_all(folder_ / "second");
  EXPECT_EQ(recent_studies().size(), 1);
}

TEST_F(StudyTools, MovedFilesAreFoundByTheirContent) {
  const fs::path mr = window_.session()->study().find("sub-002")->path_of(Role::mr);
  fs::create_directories(folder_ / "elsewhere");
  fs::rename(mr, folder_ / "elsewhere/renamed.nii.gz");
  auto* dialog = opened_by<RelocateDialog>("file.relocate");
  ASSERT_TRUE(wait_idle());
  auto* list = dialog->findChild<QTreeWidget*>("relocate_list");
  ASSERT_EQ(list->topLevelItemCount(), 1);
  EXPECT_FALSE(dialog->findChild<QLineEdit*>("relocate_folder")->text().isEmpty());
  dialog->findChild<QLineEdit*>("relocate_folder")
      ->setText(QString::fromStdString((folder_ / "elsewhere").string()));
  dialog->findChild<QPushButton*>("relocate_search")->click();
  ASSERT_TRUE(wait_idle());
  dialog->findChild<QPushButton*>("relocate_apply")->click();
  EXPECT_EQ(window_.session()->study().find("sub-002")->path_of(Role::mr),
            folder_ / "elsewhere/renamed.nii.gz");
}

TEST_F(StudyTools, AReadOnlyStudyGoesOnInACopyAndIsSavedElsewhere) {
  const fs::path study = folder_ / "study";
  // As on a read-only medium: an immutable stand-in for it is a file where the test file goes.
  fs::create_directories(study / ".transpine-write-test" / "in the way");
  window_.session()->begin(folder_ / "nothing");
  window_.session()->wait_for_writes()();
  const auto before = value_or_throw(read_text(study / "transpine.json"));
  ASSERT_TRUE(open(study));
  EXPECT_EQ(window_.session()->read_only_folder(), study);
  EXPECT_NE(window_.session()->study().folder(), study);
  EXPECT_TRUE(window_.banner()->text().contains("cannot be written to"));
  EXPECT_TRUE(window_.banner()->text().contains("Save Study As"));
  EXPECT_EQ(recent_studies()[0].toStdString(), study.string());
  window_.session()->set_verdict("sub-001", "good");
  window_.session()->save_as(folder_ / "kept");
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(window_.session()->study().folder(), folder_ / "kept");
  EXPECT_TRUE(window_.session()->read_only_folder().empty());
  EXPECT_EQ(value_or_throw(Study::open(folder_ / "kept")).find("sub-001")->verdict, "good");
  EXPECT_EQ(value_or_throw(read_text(study / "transpine.json")), before);
}

TEST_F(StudyTools, AfterACrashTheViewIsOffered) {
  const Study& study = window_.session()->study();
  ASSERT_TRUE(append_to_journal(study.journal_file(),
                                {{"view", {{"subject", "sub-003"}, {"workspace", "translate"}}}})
                  .ok());
  ASSERT_TRUE(
      append_to_journal(study.journal_file(), {{"subject", "sub-001"}, {"verdict", "good"}}).ok());
  MainWindow again;
  again.show();
  again.session()->open(study.folder());
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return again.session()->has_study() && again.backend()->active_count() == 0; },
      kLong_ms));
  EXPECT_EQ(again.session()->study().find("sub-001")->verdict, "good");
  EXPECT_EQ(again.session()->current_subject(), "sub-001");
  auto* restore = again.findChild<QPushButton*>("banner_answer");
  ASSERT_TRUE(restore->isVisible());
  restore->click();
  EXPECT_EQ(again.session()->current_subject(), "sub-003");
  EXPECT_EQ(again.shown_place(), MainWindow::kTranslate);
}

TEST_F(StudyTools, AStudyOfALaterVersionOpensWithAWarningAndLosesNothing) {
  const fs::path file = folder_ / "study/transpine.json";
  auto json = nlohmann::json::parse(value_or_throw(read_text(file)));
  json["format_version"] = 99;
  json["subjects"][0]["files"]["pet"] = {{"path", "pet.nii"}};
  fs::copy(folder_ / "study", folder_ / "later", fs::copy_options::recursive);
  ASSERT_TRUE(write_text_atomically(folder_ / "later/transpine.json", json.dump()).ok());
  ASSERT_TRUE(open(folder_ / "later"));
  EXPECT_TRUE(window_.banner()->isVisible());
  window_.save_study();
  window_.session()->wait_for_writes()();
  const auto saved =
      nlohmann::json::parse(value_or_throw(read_text(folder_ / "later/transpine.json")));
  EXPECT_EQ(saved["subjects"][0]["files"]["pet"]["path"], "pet.nii");
}

TEST_F(StudyTools, PreferencesAreInForceAtOnceKeptAndReset) {
  auto* dialog = opened_by<PreferencesDialog>("settings.preferences");
  const auto choose = [&](const char* name, const char* value) {
    auto* box = dialog->findChild<QComboBox*>(name);
    box->setCurrentIndex(box->findData(value));
    Q_EMIT box->activated(box->currentIndex());
  };
  choose("preferences_theme", "light");
  EXPECT_GT(QApplication::palette().color(QPalette::Window).lightness(), 200);
  choose("preferences_theme", "dark");
  EXPECT_LT(QApplication::palette().color(QPalette::Window).lightness(), 80);
  dialog->findChild<QDoubleSpinBox*>("preferences_memory")->setValue(2);
  EXPECT_EQ(window_.session()->images()->cap_bytes(), 2'000'000'000U);
  dialog->findChild<QSpinBox*>("machine_label_opacity")->setValue(70);
  EXPECT_EQ(display_defaults().label_opacity, 0.7);
  dialog->findChild<QCheckBox*>("study_has_own")->setChecked(true);
  dialog->findChild<QDoubleSpinBox*>("study_ct_level")->setValue(123);
  EXPECT_EQ(display_defaults().ct_level, 123);
  EXPECT_EQ(window_.session()->study().settings()["display"]["ct_level"], 123);
  EXPECT_EQ(load_preferences().memory_cap_gb, 2);
  choose("preferences_language", "de");
  EXPECT_FALSE(dialog->findChild<QLabel*>("preferences_restart")->text().isEmpty());
  dialog->findChild<QPushButton*>("preferences_reset")->click();
  EXPECT_EQ(load_preferences(), Preferences{});
  EXPECT_FALSE(window_.session()->study().settings().contains("display"));
  EXPECT_EQ(display_defaults(), DisplayDefaults{});
}

TEST_F(StudyTools, TheCacheFolderIsChosenMeasuredAndClearedOfOurFilesAlone) {
  Preferences preferences = load_preferences();
  preferences.cache_folder = QString::fromStdString((folder_ / "cache").string());
  save_preferences(preferences);
  apply_preferences(preferences, window_.session());
  EXPECT_EQ(cache_folder(), folder_ / "cache");
  const auto ours = dicom_scans_folder(folder_ / "cache");
  std::filesystem::create_directories(ours);
  const std::string scan = std::string(32, 'a') + ".json";
  testing::write_bytes(ours / scan, std::string(3000000, ' '));
  // A user's own: beside it, in a folder of a likely name, even within it.
  const std::filesystem::path mine[] = {folder_ / "cache/mine.txt", folder_ / "cache/dicom/IM1.dcm",
                                        ours / "notes.json"};
  std::filesystem::create_directories(folder_ / "cache/dicom");
  for (const auto& file : mine) testing::write_bytes(file, "kept");

  auto* dialog = opened_by<PreferencesDialog>("settings.preferences");
  auto* size = dialog->findChild<QLabel*>("machine_cache_size");
  ASSERT_TRUE(QTest::qWaitFor([&] { return size->text().startsWith("3"); }))
      << size->text().toStdString();
  EXPECT_TRUE(size->toolTip().contains(preferences.cache_folder));
  dialog->findChild<QPushButton*>("machine_cache_clear")->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !std::filesystem::exists(ours / scan); }));
  for (const auto& file : mine) EXPECT_TRUE(std::filesystem::exists(file)) << file;
  dialog->findChild<QPushButton*>("usual_cache_folder")->click();
  EXPECT_TRUE(load_preferences().cache_folder.isEmpty());
  EXPECT_NE(cache_folder(), folder_ / "cache");
}

TEST_F(StudyTools, ShortcutsAreSearchedChangedAndKeptFromConflicts) {
  auto* editor = opened_by<ShortcutEditor>("settings.shortcuts");
  auto* list = editor->findChild<QTreeWidget*>("shortcut_list");
  const auto row_of = [&](const QString& text) -> QTreeWidgetItem* {
    const auto found = list->findItems(text, Qt::MatchExactly, 0);
    return found.isEmpty() ? nullptr : found[0];
  };
  ASSERT_NE(row_of("Save Study"), nullptr);
  ASSERT_NE(row_of("Zoom"), nullptr) << "mouse gestures are listed";
  editor->findChild<QLineEdit*>("shortcut_search")->setText("save study");
  EXPECT_FALSE(row_of("Save Study")->isHidden());
  EXPECT_TRUE(row_of("Quit")->isHidden());
  list->setCurrentItem(row_of("Save Study"));
  auto* keys = editor->findChild<QKeySequenceEdit*>("shortcut_keys");
  auto* set = editor->findChild<QPushButton*>("shortcut_set");
  keys->setKeySequence(QKeySequence("Ctrl+K"));
  EXPECT_FALSE(set->isEnabled());
  EXPECT_TRUE(editor->findChild<QLabel*>("shortcut_conflict")->text().contains("Command Palette"));
  keys->setKeySequence(QKeySequence("Ctrl+Alt+7"));
  ASSERT_TRUE(set->isEnabled());
  set->click();
  EXPECT_EQ(action("file.save_study")->shortcut(), QKeySequence("Ctrl+Alt+7"));
  // A new window has it too.
  MainWindow again;
  EXPECT_EQ(again.findChild<QAction*>("file.save_study")->shortcut(), QKeySequence("Ctrl+Alt+7"));
  editor->findChild<QPushButton*>("shortcut_reset_all")->click();
  EXPECT_EQ(action("file.save_study")->shortcut(), QKeySequence(QKeySequence::Save));
}

TEST_F(StudyTools, ThePaletteStartsACommandByAFewLetters) {
  EXPECT_GT(fuzzy_score("ss", "Save Study"), fuzzy_score("ss", "Possess"));
  EXPECT_LT(fuzzy_score("xyz", "Save Study"), 0);
  auto* palette = opened_by<CommandPalette>("edit.command_palette");
  auto* pattern = palette->findChild<QLineEdit*>("palette_pattern");
  auto* list = palette->findChild<QListWidget*>("palette_list");
  EXPECT_GT(list->count(), 15);
  pattern->setText("translate");
  ASSERT_GT(list->count(), 0);
  EXPECT_TRUE(list->item(0)->text().startsWith("Translate"));
  QTest::keyClick(pattern, Qt::Key_Return);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window_.shown_place() == MainWindow::kTranslate; }));
}

TEST_F(StudyTools, TheCheatSheetShowsTheKeysAsTheyAre) {
  window_.actions()->set_shortcut("file.save_study", QKeySequence("Ctrl+Alt+9"));
  auto* sheet = opened_by<CheatSheet>("help.cheat_sheet");
  EXPECT_TRUE(sheet->text().contains("Ctrl+Alt+9"));
  EXPECT_TRUE(sheet->text().contains("Verdict: Good"));
  EXPECT_TRUE(sheet->text().contains("Wheel"));
}

TEST_F(StudyTools, EveryActionHasANameOfItsOwnAndNoTwoShareAKey) {
  for (int which = 0; which < MainWindow::kPlaceCount; ++which) {
    window_.show_workspace(static_cast<MainWindow::Place>(which));
  }
  ASSERT_TRUE(wait_idle());
  QStringList names;
  for (const CatalogueEntry& entry : window_.actions()->entries()) {
    for (const QKeySequence& key : entry.action->shortcuts()) {
      for (const QAction* other : window_.actions()->conflicts(entry.name(), key)) {
        // Keys of one place may be those of a mode that is off; undo belongs to each place.
        if (!other->isEnabled() || !entry.action->isEnabled()) continue;
        ADD_FAILURE() << entry.name().toStdString() << " and " << other->objectName().toStdString()
                      << " share " << key.toString().toStdString();
      }
    }
    names << entry.name();
  }
  EXPECT_GT(names.size(), 40);
  EXPECT_EQ(names.removeDuplicates(), 0) << names.join(' ').toStdString();
}

}  // namespace
}  // namespace transpine
