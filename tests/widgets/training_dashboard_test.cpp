// SPDX-License-Identifier: Apache-2.0
// Row "Dashboard": curves, runs, checkpoints and previews of trainings that are on the disk.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QTabWidget>
#include <QTableWidget>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/safetensors.h"
#include "core/nn/model_file.h"
#include "core/training/checkpoint_list.h"
#include "core/training/preview_files.h"
#include "tests/widgets/study_window.h"
#include "widgets/plot/chart_view.h"
#include "widgets/training/checkpoint_panel.h"
#include "widgets/training/curves_panel.h"
#include "widgets/training/preview_strip.h"
#include "widgets/training/runs_panel.h"
#include "widgets/workspaces/train_workspace.h"
#include "widgets/workspaces/translate_workspace.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

class TrainingDashboard : public StudyWindowTest {
 protected:
  void SetUp() override {
    StudyWindowTest::SetUp();
    make_run("ddim-image", "diffusion", {{"model", "ddim"}, {"steps", 40}, {"batch_size", 2}});
    make_run("other", "gan", {{"model", "pix2pix-unet"}, {"steps", 40}, {"batch_size", 4}});
    train_ = place<TrainWorkspace>(MainWindow::kTrain);
    curves_ = train_->curves();
    auto* tabs = train_->findChild<QTabWidget*>("train_tabs");
    tabs->setCurrentWidget(train_->runs());
    ASSERT_TRUE(QTest::qWaitFor([&] { return curves_->has_run("ddim-image"); }, kLong_ms));
  }

  fs::path run_folder(const std::string& run) const { return folder_ / "study" / "runs" / run; }

  void make_run(const std::string& run, const std::string& family, const nlohmann::json& options) {
    const fs::path folder = run_folder(run);
    const nlohmann::json config{
        {"options", options}, {"steps", 40}, {"steps_per_epoch", 10}, {"training_set", "set"}};
    ASSERT_TRUE(write_text_atomically(folder / "config.json", config.dump()).ok());
    std::ofstream metrics(folder / "metrics.jsonl");
    for (int step = 1; step <= 40; ++step) {
      metrics << nlohmann::json{{"step", step},
                                {"loss", 10.0 / step},
                                {"terms", {{"l1", 8.0 / step}, {"gan", 2.0 / step}}},
                                {"learning_rate", 1e-4},
                                {"gradient_norm", 0.5},
                                {"seconds", 0.9},
                                {"elapsed_s", 1.0 * step}}
              << "\n";
      if (step % 20 != 0) continue;
      metrics << nlohmann::json{{"step", step}, {"val_psnr_db", 20 + step / 10}, {"val_ssim", 0.5}}
              << "\n";
      TrainValidation validation;
      validation.step = step;
      validation.psnr_db = 20 + step / 10;
      validation.ssim = 0.5;
      const FloatImage image{8, 8, std::vector<float>(64, 0.5F)};
      validation.previews.push_back({"sub-1", image, image, image});
      ASSERT_TRUE(write_previews(folder, validation).ok());
    }
    write_checkpoint(folder / checkpoint_folder / best_checkpoint, family,
                     {{"step", 20}, {"val_psnr_db", 22.5}, {"val_ssim", 0.75}});
    write_checkpoint(folder / checkpoint_folder / "step-00000040.safetensors", family,
                     {{"step", 40}});
  }

  static void write_checkpoint(const fs::path& path, const std::string& family,
                               const nlohmann::json& training) {
    const std::vector<float> weights{1, 2};
    std::vector<SafetensorsEntry> entries{
        {"generator.weight", "F32", {2}, std::as_bytes(std::span(weights))}};
    if (family == "diffusion") {
      entries.push_back({"ema.weight", "F32", {2}, std::as_bytes(std::span(weights))});
    }
    const nlohmann::json model{{"family", family}};
    ASSERT_TRUE(
        write_safetensors(path, entries,
                          {{model_config_key, model.dump()}, {training_key, training.dump()}})
            .ok());
  }

  void set_drawn(const QString& run, bool drawn) {
    auto* table = train_->findChild<QTableWidget*>("run_table");
    for (int row = 0; row < table->rowCount(); ++row) {
      if (table->item(row, 0)->text() != run) continue;
      table->item(row, 0)->setCheckState(drawn ? Qt::Checked : Qt::Unchecked);
    }
  }

  TrainWorkspace* train_ = nullptr;
  CurvesPanel* curves_ = nullptr;
};

TEST_F(TrainingDashboard, EachQuantityOfTheListHasAChart) {
  // Loss with its terms, and the validation's PSNR, to begin with.
  ASSERT_EQ(curves_->charts().size(), 2U);
  EXPECT_EQ(curves_->charts()[0]->series().size(), 3U);
  curves_->set_series_shown("learning_rate", true);
  curves_->set_series_shown("val_ssim", true);
  ASSERT_EQ(curves_->charts().size(), 4U);
  curves_->set_series_shown("terms/l1", false);
  EXPECT_EQ(curves_->charts()[0]->series().size(), 2U);
  EXPECT_EQ(curves_->point_count("ddim-image", "val_ssim"), 2U);
  EXPECT_EQ(curves_->point_count("ddim-image", "seconds"), 40U);
}

TEST_F(TrainingDashboard, CurvesRunOverStepsEpochsOrTimeOnChosenScales) {
  const ChartView* chart = curves_->charts().front();
  const auto last = [&] { return chart->series().front().x.back(); };
  auto* axis = train_->findChild<QComboBox*>("curve_axis");
  EXPECT_EQ(last(), 40);
  axis->setCurrentIndex(1);
  EXPECT_EQ(last(), 4);
  axis->setCurrentIndex(2);
  EXPECT_EQ(last(), 40);
  EXPECT_EQ(chart->layout().x_title, "Training time (s)");
  train_->findChild<QCheckBox*>("log_x")->setChecked(true);
  train_->findChild<QCheckBox*>("log_y")->setChecked(true);
  EXPECT_TRUE(chart->layout().x.is_log);
  EXPECT_TRUE(chart->layout().y.is_log);
}

TEST_F(TrainingDashboard, SmoothingLeavesTheRawCurveFaintBehind) {
  auto* smoothing = train_->findChild<QSlider*>("smoothing");
  smoothing->setValue(500);
  const ChartSeries& loss = curves_->charts().front()->series().front();
  ASSERT_EQ(loss.smooth.size(), 40U);
  // Half of 10 and a quarter's worth of the weights: (0.5 * 10 + 5) / 1.5 of the first two.
  EXPECT_NEAR(loss.smooth[1], (0.5 * 10 + 5) / 1.5, 1e-12);
  EXPECT_TRUE(curves_->charts().front()->layout().lines.front().is_faint);
  smoothing->setValue(0);
  EXPECT_TRUE(curves_->charts().front()->series().front().smooth.empty());
}

TEST_F(TrainingDashboard, RunsAreDrawnOverOneAnotherWithTheirDifferences) {
  set_drawn("other", true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return curves_->has_run("other"); }, kLong_ms));
  EXPECT_EQ(curves_->charts()[0]->series().size(), 6U);
  EXPECT_NE(curves_->charts()[0]->series().front().colour,
            curves_->charts()[0]->series().back().colour);
  const auto* differences = train_->findChild<QTableWidget*>("run_differences");
  ASSERT_EQ(differences->rowCount(), 2);
  EXPECT_EQ(differences->item(0, 0)->text(), "batch_size");
  EXPECT_EQ(differences->item(0, 1)->text(), "2");
  EXPECT_EQ(differences->item(0, 2)->text(), "4");
  EXPECT_EQ(differences->item(1, 0)->text(), "model");
  set_drawn("other", false);
  EXPECT_FALSE(curves_->has_run("other"));
  EXPECT_EQ(differences->rowCount(), 0);
}

TEST_F(TrainingDashboard, CurvesAreExportedAsCsvPngAndSvg) {
  ASSERT_TRUE(curves_->export_to(folder_ / "curves.csv").ok());
  const std::string csv = value_or_throw(read_text(folder_ / "curves.csv"));
  EXPECT_NE(csv.find("ddim-image,loss,20,2,20,0.5,"), std::string::npos) << csv;
  ASSERT_TRUE(curves_->export_to(folder_ / "curves.png").ok());
  const QImage picture(QString::fromStdString((folder_ / "curves.png").string()));
  EXPECT_EQ(picture.width(),
            2 * std::max(curves_->charts()[0]->width(), curves_->charts()[1]->width()));
  EXPECT_EQ(picture.pixelColor(1, 1), QColor(Qt::white));
  ASSERT_TRUE(curves_->export_to(folder_ / "curves.svg").ok());
  const std::string svg = value_or_throw(read_text(folder_ / "curves.svg"));
  EXPECT_NE(svg.find("Validation PSNR"), std::string::npos);
}

TEST_F(TrainingDashboard, PreviewsCanBeLookedThrough) {
  auto* history = train_->findChild<QSlider*>("preview_history");
  auto* label = train_->findChild<QLabel*>("preview_label");
  ASSERT_TRUE(history->isEnabled());
  EXPECT_EQ(history->maximum(), 1);
  EXPECT_EQ(label->text(), "Step 40: 24.00 dB, SSIM 0.500");
  history->setValue(0);
  EXPECT_EQ(label->text(), "Step 20: 22.00 dB, SSIM 0.500");
  EXPECT_EQ(train_->findChild<PreviewStrip*>()->case_count(), 1);
}

TEST_F(TrainingDashboard, CheckpointsAreListedWithTheirValuesExportedAndOpened) {
  auto* panel = train_->findChild<CheckpointPanel*>();
  auto* table = train_->findChild<QTableWidget*>("checkpoint_table");
  ASSERT_EQ(table->rowCount(), 4);
  EXPECT_EQ(table->item(0, 0)->text(), "Best by validation");
  EXPECT_EQ(table->item(0, 1)->text(), "20");
  EXPECT_EQ(table->item(0, 2)->text(), "22.50");
  EXPECT_EQ(table->item(0, 3)->text(), "0.750");
  EXPECT_EQ(table->item(1, 0)->text(), "Best by validation, moving average (EMA)");
  EXPECT_EQ(table->item(1, 2)->text(), "");
  EXPECT_EQ(table->item(2, 0)->text(), "Newest");
  table->selectRow(0);
  panel->export_chosen(folder_ / "best.safetensors");
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(
      value_or_throw(read_text(folder_ / "best.safetensors")),
      value_or_throw(read_text(run_folder("ddim-image") / checkpoint_folder / best_checkpoint)));
  table->selectAll();
  EXPECT_FALSE(train_->findChild<QPushButton*>("checkpoint_export")->isEnabled());
  auto* translate = train_->findChild<QPushButton*>("checkpoint_translate");
  EXPECT_EQ(translate->text(), "Compare in Translate");
  translate->click();
  EXPECT_EQ(window_.shown_place(), MainWindow::kTranslate);
  const auto* models =
      window_.workspace(MainWindow::kTranslate)->findChild<QListWidget*>("model_list");
  QStringList chosen;
  for (int i = 0; i < models->count(); ++i) {
    if (models->item(i)->checkState() == Qt::Checked) chosen << models->item(i)->text();
  }
  EXPECT_EQ(chosen, QStringList({"ddim-image", "ddim-image-best", "ddim-image-best-ema",
                                 "ddim-image-ema"}));
}

TEST_F(TrainingDashboard, NotesAndTagsAreKeptAsTheyAreTyped) {
  auto* tags = train_->findChild<QLineEdit*>("run_tags");
  QTest::keyClicks(tags, "t2w, first");
  train_->findChild<QPlainTextEdit*>("run_note")->setPlainText("Too short.");
  const fs::path file = run_folder("ddim-image") / "notes.json";
  ASSERT_TRUE(QTest::qWaitFor([&] { return fs::exists(file); }, kLong_ms));
  const RunNotes notes = value_or_throw(read_run_notes(run_folder("ddim-image")));
  EXPECT_EQ(notes.note, "Too short.");
  EXPECT_EQ(notes.tags, (std::vector<std::string>{"t2w", "first"}));
  // Another run has notes of its own.
  train_->runs()->choose("other");
  EXPECT_EQ(tags->text(), "");
  train_->runs()->choose("ddim-image");
  EXPECT_EQ(tags->text(), "t2w, first");
}

TEST_F(TrainingDashboard, RunsAreRenamedAndDeletedOnlyAfterAQuestion) {
  RunsPanel* runs = train_->runs();
  auto* remove = train_->findChild<QPushButton*>("run_delete");
  QString question;
  runs->confirm = [&](const QString& asked) {
    question = asked;
    return false;
  };
  remove->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(question.contains("ddim-image"));
  EXPECT_TRUE(fs::exists(run_folder("ddim-image")));
  runs->ask_for_name = [](const QString&) { return QString("kept"); };
  train_->findChild<QPushButton*>("run_rename")->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return curves_->has_run("kept"); }, kLong_ms));
  EXPECT_FALSE(curves_->has_run("ddim-image"));
  EXPECT_EQ(train_->findChild<QLineEdit*>("run_name")->text(), "kept");
  ASSERT_TRUE(QTest::qWaitFor([&] { return remove->isEnabled(); }, kLong_ms));
  runs->confirm = [](const QString&) { return true; };
  remove->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !fs::exists(run_folder("kept")); }, kLong_ms));
  ASSERT_TRUE(wait_idle());
  EXPECT_TRUE(fs::exists(run_folder("other")));
  ASSERT_TRUE(QTest::qWaitFor([&] { return !curves_->has_run("kept"); }, kLong_ms));
}

TEST_F(TrainingDashboard, DisabledButtonsSayWhy) {
  const auto* start = train_->findChild<QPushButton*>("train_start");
  EXPECT_FALSE(start->isEnabled());
  EXPECT_TRUE(start->toolTip().contains("This run exists"));
  const auto* reason = train_->findChild<QLabel*>("train_reason");
  EXPECT_TRUE(reason->isVisible());
  EXPECT_TRUE(reason->text().contains("This run exists"));
  train_->findChild<QLineEdit*>("run_name")->setText("new");
  EXPECT_TRUE(start->isEnabled());
  EXPECT_FALSE(reason->isVisible());
}

TEST_F(TrainingDashboard, TranslateHidesWhatTheChosenModelsDoNotHave) {
  auto* translate = place<TranslateWorkspace>(MainWindow::kTranslate);
  const auto shown = [&](const char* key) {
    auto* editor = translate->findChild<QWidget*>(QString("option_") + key);
    return editor && editor->isVisibleTo(translate);
  };
  EXPECT_TRUE(shown("steps"));
  auto* steps = translate->findChild<QLineEdit*>("option_guidance_w");
  ASSERT_TRUE(steps);
  steps->setText("2");
  QTest::keyClick(steps, Qt::Key_Return);
  EXPECT_TRUE(translate->command().contains("--guidance-w 2"));
  translate->choose_models({{"other", {}, {}}});
  for (const char* key : {"steps", "eta", "guidance_w", "sign", "samples"}) {
    EXPECT_FALSE(shown(key)) << key;
  }
  EXPECT_TRUE(shown("mr_max"));
  // A value that the model does not have is not asked of it.
  EXPECT_FALSE(translate->command().contains("guidance")) << translate->command().toStdString();
}

}  // namespace
}  // namespace transpine
