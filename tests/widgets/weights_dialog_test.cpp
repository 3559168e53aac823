// SPDX-License-Identifier: Apache-2.0
#include "widgets/training_io/weights_dialog.h"

#include <gmock/gmock.h>

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

#include "core/base/safetensors.h"
#include "core/training/train_run.h"
#include "tests/training/toy_training_set.h"
#include "tests/widgets/study_window.h"

namespace transpine {
namespace {

class WeightsDialogs : public StudyWindowTest {
 protected:
  template <class Dialog>
  Dialog* open(const char* action) {
    window_.findChild<QAction*>(action)->trigger();
    auto* dialog = window_.findChild<Dialog*>();
    EXPECT_NE(dialog, nullptr);
    return dialog;
  }
  /// Fills in the paths, starts, and returns what the dialog says.
  static QString start(QDialog* dialog, const std::filesystem::path& from,
                       const std::filesystem::path& out) {
    dialog->findChild<QLineEdit*>("weights_from")->setText(QString::fromStdString(from.string()));
    if (!out.empty()) {
      dialog->findChild<QLineEdit*>("weights_out")->setText(QString::fromStdString(out.string()));
    }
    auto* button = dialog->findChild<QPushButton*>("weights_start");
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_FALSE(button->isEnabled());
    EXPECT_TRUE(QTest::qWaitFor([&] { return button->isEnabled(); }, kLong_ms));
    return dialog->findChild<QLabel*>("weights_state")->text();
  }
  void train_a_little() {
    testing::write_toy_training_set(folder_ / "set", {{"train", 2}}, 20, 20);
    TrainOptions options;
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / "study/runs/tiny";
    options.channels = 8;
    options.multipliers = {1, 2};
    options.attention_heads = 4;
    options.attention_head_channels = 8;
    options.patch_size = 16;
    options.batch_size = 1;
    options.steps = 1;
    options.device = "cpu";
    JobContext job;
    const auto trained = train(options, {}, job);
    ASSERT_TRUE(trained) << trained.error().message();
  }
};

TEST_F(WeightsDialogs, ExportAndImportMakeARunOfTheStudy) {
  train_a_little();
  auto* exporting = open<ExportWeightsDialog>("file.export_weights");
  const QString exported = start(exporting, folder_ / "study/runs/tiny", folder_ / "tiny");
  EXPECT_TRUE(exported.contains("tiny.safetensors")) << exported.toStdString();
  EXPECT_TRUE(SafetensorsFile::open(folder_ / "tiny.safetensors"));
  exporting->close();

  std::filesystem::rename(folder_ / "tiny.safetensors", folder_ / "foreign.safetensors");
  auto* importing = open<ImportWeightsDialog>("file.import_weights");
  QSignalSpy done(importing, &WeightsDialog::done);
  const QString imported = start(importing, folder_ / "foreign.safetensors", {});
  EXPECT_EQ(done.count(), 1) << imported.toStdString();
  EXPECT_TRUE(std::filesystem::exists(folder_ /
                                      "study/runs/foreign/checkpoints/step-00000000.safetensors"));
}

TEST_F(WeightsDialogs, APickleIsRefusedWithTheScript) {
  testing::write_bytes(folder_ / "epoch.ckpt", "\x80\x02}q\x01X\x01.");
  auto* importing = open<ImportWeightsDialog>("file.import_weights");
  const QString said = start(importing, folder_ / "epoch.ckpt", {});
  EXPECT_TRUE(said.contains("resources/convert_checkpoint.py")) << said.toStdString();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "study/runs/epoch"));
}

}  // namespace
}  // namespace transpine
