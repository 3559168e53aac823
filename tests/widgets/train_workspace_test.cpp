// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/train_workspace.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include "app/window/message_banner.h"
#include "core/base/atomic_file.h"
#include "tests/widgets/study_window.h"
#include "widgets/plot/curve_plot.h"
#include "widgets/workspaces/preview_strip.h"

namespace transpine {
namespace {

class TrainWorkspaceTest : public StudyWindowTest {
 protected:
  /// Options with which a training takes seconds.
  static void make_tiny(TrainWorkspace* training) {
    TrainOptions& options = training->options();
    options.channels = 8;
    options.multipliers = {1, 2};
    options.attention_heads = 1;
    options.attention_head_channels = 8;
    options.patch_size = 32;
    options.batch_size = 1;
    options.steps = 12;
    options.validate_every = 4;
    options.validation_steps = 2;
    options.validation_slices = 1;
    options.warmup_steps = 0;
  }

  /// Trains the whole of the run that is named in the form.
  void train(TrainWorkspace* training) {
    training->findChild<QPushButton*>("train_start")->click();
    ASSERT_TRUE(wait_idle());
    ASSERT_EQ(training->state(), TrainWorkspace::State::finished);
  }
  std::filesystem::path index(const std::string& set) const {
    return folder_.path() / "study" / set / "index.json";
  }
};

TEST_F(TrainWorkspaceTest, StartsPausesStopsAndResumes) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  make_tiny(training);
  auto* start = training->findChild<QPushButton*>("train_start");
  auto* pause = training->findChild<QPushButton*>("train_pause");
  auto* stop = training->findChild<QPushButton*>("train_stop");
  auto* resume = training->findChild<QPushButton*>("train_resume");
  ASSERT_TRUE(start->isEnabled()) << start->toolTip().toStdString();
  EXPECT_FALSE(resume->isEnabled());
  EXPECT_FALSE(resume->toolTip().isEmpty());
  start->click();
  EXPECT_FALSE(start->isEnabled());
  auto* plot = training->findChild<CurvePlot*>("loss_plot");
  ASSERT_TRUE(QTest::qWaitFor([&] { return plot->point_count("loss") >= 1; }, kLong_ms));
  if (training->state() == TrainWorkspace::State::running) {
    pause->click();
    EXPECT_EQ(training->state(), TrainWorkspace::State::paused);
    // The job list and the workspace show the same.
    Backend* backend = window_.backend();
    backend->set_paused(backend->order().back(), false);
    EXPECT_EQ(training->state(), TrainWorkspace::State::running);
    backend->set_paused(backend->order().back(), true);
    EXPECT_EQ(training->state(), TrainWorkspace::State::paused);
    EXPECT_EQ(pause->text(), "Continue");
    stop->click();
  }
  ASSERT_TRUE(wait_idle());
  ASSERT_TRUE(QTest::qWaitFor([&] { return resume->isEnabled(); }, kLong_ms));
  EXPECT_FALSE(start->isEnabled());
  EXPECT_TRUE(start->toolTip().contains("exists"));
  resume->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return training->state() == TrainWorkspace::State::finished; },
                              kLong_ms));
  EXPECT_EQ(plot->point_count("loss"), 12U);
  EXPECT_GE(training->findChild<PreviewStrip*>()->case_count(), 1);
}

// Other models have other options, and settings of their own.
TEST_F(TrainWorkspaceTest, TheModelDecidesOnOptionsValuesAndCommand) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  auto* model = training->findChild<QComboBox*>("option_model");
  ASSERT_TRUE(model);
  const auto shown = [&](const char* key) {
    auto* editor = training->findChild<QWidget*>(QString("option_") + key);
    return editor && editor->isVisibleTo(training);
  };
  EXPECT_TRUE(shown("mode"));
  EXPECT_FALSE(shown("paired_weight"));
  model->setCurrentIndex(model->findData("pix2pix-unet"));
  EXPECT_FALSE(shown("mode"));
  EXPECT_TRUE(shown("paired_weight"));
  EXPECT_FALSE(shown("nce_patches"));
  EXPECT_EQ(training->findChild<QLineEdit*>("run_name")->text(), "pix2pix-unet");
  training->findChild<QPushButton*>("preset_paper")->click();
  EXPECT_EQ(training->options().batch_size, 6);
  EXPECT_TRUE(training->command().endsWith("--model pix2pix-unet"))
      << training->command().toStdString();
  model->setCurrentIndex(model->findData("cut-resnet"));
  EXPECT_TRUE(shown("nce_patches"));
  EXPECT_EQ(training->options().channels, 32);
}

TEST_F(TrainWorkspaceTest, TrainsAGan) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  auto* model = training->findChild<QComboBox*>("option_model");
  model->setCurrentIndex(model->findData("pix2pix-sa-unet"));
  TrainOptions& options = training->options();
  options.channels = 8;
  options.discriminator_channels = 8;
  options.patch_size = 32;
  options.batch_size = 1;
  options.steps = 3;
  options.validation_slices = 1;
  train(training);
  EXPECT_EQ(training->findChild<CurvePlot*>("loss_plot")->point_count("loss"), 3U);
  EXPECT_GE(training->findChild<PreviewStrip*>()->case_count(), 1);
}

TEST_F(TrainWorkspaceTest, AResumedRunKeepsItsOptionsAndItsTrainingSet) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  make_tiny(training);
  train(training);
  const auto config = folder_.path() / "study" / "runs" / "ddim-image" / "config.json";
  auto json = nlohmann::json::parse(value_or_throw(read_text(config)));
  // As if it had been stopped: there is something left to do.
  json["options"]["steps"] = 14;
  ASSERT_TRUE(write_text_atomically(config, json.dump()).ok());
  const auto prepared = std::filesystem::last_write_time(index("training-set"));
  // Another preset was clicked meanwhile.
  training->findChild<QPushButton*>("preset_paper")->click();
  training->prepare_options().spacing_mm = 2;
  training->findChild<QPushButton*>("train_resume")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(training->state(), TrainWorkspace::State::finished)
      << window_.banner()->text().toStdString();
  EXPECT_EQ(training->options().channels, 8);
  EXPECT_EQ(training->options().steps, 14);
  EXPECT_EQ(training->findChild<CurvePlot*>("loss_plot")->point_count("loss"), 14U);
  EXPECT_EQ(std::filesystem::last_write_time(index("training-set")), prepared);
  EXPECT_FALSE(std::filesystem::exists(index("training-set-2")));

  // Without its training set it is refused, and nothing is prepared in its place.
  std::filesystem::remove_all(index("training-set").parent_path());
  training->findChild<QPushButton*>("train_resume")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(training->state(), TrainWorkspace::State::idle);
  EXPECT_TRUE(window_.banner()->text().contains("training set of the run ddim-image is gone"))
      << window_.banner()->text().toStdString();
  EXPECT_FALSE(std::filesystem::exists(index("training-set")));
}

TEST_F(TrainWorkspaceTest, ANewRunIsPreparedAsTheFormSays) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  make_tiny(training);
  training->options().steps = 1;
  train(training);
  auto* heading = training->findChild<QToolButton*>("training_set_heading");
  auto* form = training->findChild<QWidget*>("training_set_form");
  EXPECT_FALSE(form->isVisible());
  heading->click();
  EXPECT_TRUE(form->isVisible());
  auto* spacing = form->findChild<QLineEdit*>("option_spacing_mm");
  ASSERT_NE(spacing, nullptr);
  spacing->setText("2");
  QTest::keyClick(spacing, Qt::Key_Return);
  training->findChild<QLineEdit*>("run_name")->setText("coarse");
  train(training);
  // The first run could still go on with its own set.
  const auto spacing_of = [&](const std::string& set) {
    return nlohmann::json::parse(value_or_throw(read_text(index(set))))["spacing_mm"].get<double>();
  };
  EXPECT_EQ(spacing_of("training-set"), 1);
  EXPECT_EQ(spacing_of("training-set-2"), 2);
  EXPECT_TRUE(training->command().contains("training-set-2"));
}

TEST_F(TrainWorkspaceTest, ADamagedConfigurationIsNamed) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  const auto run = folder_.path() / "study" / "runs" / "ddim-image";
  std::filesystem::create_directories(run / "checkpoints");
  ASSERT_TRUE(write_text_atomically(run / "config.json", "{\"options\": ").ok());
  training->activate();
  training->findChild<QPushButton*>("train_resume")->click();
  EXPECT_TRUE(window_.banner()->text().contains("config.json"));
  EXPECT_EQ(training->state(), TrainWorkspace::State::idle);
}

}  // namespace
}  // namespace transpine
