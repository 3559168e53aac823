// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/train_workspace.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include "app/window/message_banner.h"
#include "core/base/atomic_file.h"
#include "tests/widgets/study_window.h"
#include "widgets/training/curves_panel.h"
#include "widgets/training/preview_strip.h"

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
    ASSERT_EQ(training->state(), TrainState::finished);
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
  EXPECT_EQ(training->state(), TrainState::preparing);
  const CurvesPanel* curves = training->curves();
  // Whenever the pause comes, the training rests before its next step.
  pause->click();
  EXPECT_EQ(training->state(), TrainState::pausing);
  EXPECT_EQ(pause->text(), "Continue");
  ASSERT_TRUE(QTest::qWaitFor([&] { return training->state() == TrainState::paused; }, kLong_ms));
  // The job list and the workspace show the same.
  Backend* backend = window_.backend();
  backend->set_paused(backend->order().back(), false);
  EXPECT_NE(training->state(), TrainState::paused);
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return curves->point_count("ddim-image", "loss") >= 1; }, kLong_ms));
  if (is_busy(training->state())) {
    backend->set_paused(backend->order().back(), true);
    EXPECT_EQ(training->state(), TrainState::pausing);
    stop->click();
    EXPECT_EQ(training->state(), TrainState::stopping);
    EXPECT_FALSE(stop->isEnabled());
    EXPECT_EQ(stop->toolTip(), "The training is being stopped.");
  }
  ASSERT_TRUE(wait_idle());
  ASSERT_TRUE(QTest::qWaitFor([&] { return resume->isEnabled(); }, kLong_ms));
  EXPECT_FALSE(start->isEnabled());
  EXPECT_TRUE(start->toolTip().contains("exists"));
  resume->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return training->state() == TrainState::finished; }, kLong_ms));
  EXPECT_EQ(curves->point_count("ddim-image", "loss"), 12U);
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

TEST_F(TrainWorkspaceTest, TheOriginalIsAnotherModelWhereThePaperChangedIt) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  auto* model = training->findChild<QComboBox*>("option_model");
  auto* original = training->findChild<QPushButton*>("preset_original");
  EXPECT_FALSE(original->isEnabled());
  EXPECT_TRUE(original->toolTip().contains("did not change"));
  model->setCurrentIndex(model->findData("cut-sa-unet"));
  ASSERT_TRUE(original->isEnabled());
  EXPECT_TRUE(original->toolTip().contains("cut-original"));
  original->click();
  EXPECT_EQ(model->currentData(), "cut-original");
  EXPECT_EQ(training->options().epochs, 400);
  EXPECT_EQ(training->findChild<QLineEdit*>("run_name")->text(), "cut-original");
  EXPECT_FALSE(original->isEnabled());
  // The paper's model can be chosen again.
  model->setCurrentIndex(model->findData("cut-sa-unet"));
  EXPECT_EQ(training->options().model, "cut-sa-unet");
  EXPECT_EQ(training->options().epochs, 70);
}

TEST_F(TrainWorkspaceTest, ATrainingBeginsWithGivenWeights) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  make_tiny(training);
  train(training);
  auto* from = training->findChild<QLineEdit*>("option_start_from");
  ASSERT_TRUE(from && from->isVisibleTo(training));
  const auto runs = folder_ / "study" / "runs";
  from->setText(QString::fromStdString((runs / "ddim-image").string()));
  Q_EMIT from->editingFinished();
  EXPECT_TRUE(training->command().contains("--start-from")) << training->command().toStdString();
  training->findChild<QLineEdit*>("run_name")->setText("tuned");
  train(training);
  const auto config =
      nlohmann::json::parse(value_or_throw(read_text(runs / "tuned" / "config.json")));
  EXPECT_EQ(config.at("options").at("start_from"),
            (runs / "ddim-image" / "checkpoints" / "step-00000012.safetensors").string());
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
  EXPECT_EQ(training->curves()->point_count("pix2pix-sa-unet", "terms/discriminator"), 3U);
  EXPECT_GE(training->findChild<PreviewStrip*>()->case_count(), 1);
}

TEST_F(TrainWorkspaceTest, ModelsOfVolumesAndSegmentersGetTheirOwnTrainingSets) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  auto* model = training->findChild<QComboBox*>("option_model");
  for (const auto& [name, set] : {std::pair("residual-unet-3d", "training-set"),
                                  std::pair("segmenter-3d", "training-set-2")}) {
    model->setCurrentIndex(model->findData(name));
    TrainOptions& options = training->options();
    options.channels = 8;
    options.levels = 2;
    options.patch_size = 16;
    options.patch_depth = 16;
    options.batch_size = 1;
    options.steps = 2;
    options.validation_slices = 1;
    EXPECT_TRUE(training->command().contains(set)) << training->command().toStdString();
    train(training);
    EXPECT_EQ(training->curves()->point_count(name, "loss"), 2U);
    const auto json = nlohmann::json::parse(value_or_throw(read_text(index(set))));
    EXPECT_EQ(json["options"]["dimensions"], "3d");
    EXPECT_EQ(json["options"]["images"],
              model->currentIndex() == model->findData("segmenter-3d") ? "ct" : "pair");
  }
}

TEST_F(TrainWorkspaceTest, EveryOptionOfTheModelCanBeSet) {
  auto* training = place<TrainWorkspace>(MainWindow::kTrain);
  auto* heading = training->findChild<QToolButton*>("further_heading");
  auto* further = training->findChild<QWidget*>("further_form");
  EXPECT_TRUE(further->isHidden());
  heading->click();
  EXPECT_FALSE(further->isHidden());
  auto* model = training->findChild<QComboBox*>("option_model");
  for (const char* name : {"ddim", "cut-resnet", "residual-unet-3d"}) {
    model->setCurrentIndex(model->findData(name));
    TrainOptions listed;
    const OptionList list = options_of(listed);
    for (const Option& option : list.options()) {
      const std::string& key = option.spec.key;
      if (key == "resume") continue;
      const auto* editor = training->findChild<QWidget*>(QString::fromStdString("option_" + key));
      ASSERT_TRUE(editor) << key;
      EXPECT_EQ(!editor->isHidden(), applies(key, name)) << name << " " << key;
    }
  }
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
  EXPECT_EQ(training->state(), TrainState::finished) << window_.banner()->text().toStdString();
  EXPECT_EQ(training->options().channels, 8);
  EXPECT_EQ(training->options().steps, 14);
  EXPECT_EQ(training->curves()->point_count("ddim-image", "loss"), 14U);
  EXPECT_EQ(std::filesystem::last_write_time(index("training-set")), prepared);
  EXPECT_FALSE(std::filesystem::exists(index("training-set-2")));

  // Without its training set it is refused, and nothing is prepared in its place.
  std::filesystem::remove_all(index("training-set").parent_path());
  training->findChild<QPushButton*>("train_resume")->click();
  ASSERT_TRUE(wait_idle());
  EXPECT_EQ(training->state(), TrainState::failed);
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
  EXPECT_EQ(training->state(), TrainState::idle);
}

}  // namespace
}  // namespace transpine
