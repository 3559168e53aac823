// SPDX-License-Identifier: Apache-2.0
#include "widgets/forms/option_form.h"

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include "widgets/forms/command_text.h"

namespace transpine {
namespace {

struct Sample {
  int steps = 20;
  double rate = 2e-5;
  bool ema = false;
  std::string mode = "image";
  std::vector<int> widths{1, 2};
};

OptionList options_of(Sample& o) {
  OptionList list;
  list.add(o.steps, {.key = "steps", .label = "Steps", .help = "How many.", .min = 1, .max = 100});
  list.add(o.rate, {.key = "rate", .label = "Rate", .help = "Rate.", .min = 0});
  list.add(o.ema, {.key = "ema", .label = "EMA", .help = "Average."});
  list.add(o.mode, {.key = "mode", .label = "Mode", .help = "M.", .choices = {"image", "noise"}});
  list.add(o.widths, {.key = "widths", .label = "Widths", .help = "W."});
  return list;
}

TEST(OptionForm, EditorsShowAndSetTheStruct) {
  Sample sample;
  OptionForm form(options_of(sample));
  QSignalSpy changed(&form, &OptionForm::changed);
  auto* steps = form.findChild<QSpinBox*>("option_steps");
  ASSERT_NE(steps, nullptr);
  EXPECT_EQ(steps->value(), 20);
  EXPECT_EQ(steps->maximum(), 100);
  EXPECT_EQ(steps->toolTip(), "How many.");
  steps->setValue(50);
  EXPECT_EQ(sample.steps, 50);
  form.findChild<QCheckBox*>("option_ema")->click();
  EXPECT_TRUE(sample.ema);
  form.findChild<QComboBox*>("option_mode")->setCurrentIndex(1);
  EXPECT_EQ(sample.mode, "noise");
  auto* widths = form.findChild<QLineEdit*>("option_widths");
  EXPECT_EQ(widths->text(), "1,2");
  widths->setText("1,2,4");
  QTest::keyClick(widths, Qt::Key_Return);
  EXPECT_EQ(sample.widths, (std::vector<int>{1, 2, 4}));
  EXPECT_EQ(changed.count(), 4);
}

TEST(OptionForm, ARefusedValueGoesBackToTheOldOne) {
  Sample sample;
  OptionForm form(options_of(sample));
  auto* rate = form.findChild<QLineEdit*>("option_rate");
  rate->setText("-1");
  QTest::keyClick(rate, Qt::Key_Return);
  EXPECT_EQ(sample.rate, 2e-5);
  EXPECT_EQ(rate->text(), "2e-05");
}

TEST(OptionForm, TheCommandLineHoldsOnlyWhatDiffers) {
  Sample sample;
  const auto defaults = options_of(sample).to_json();
  EXPECT_EQ(command_line_of(options_of(sample), defaults), "");
  sample.steps = 7;
  sample.widths = {1, 3};
  EXPECT_EQ(command_line_of(options_of(sample), defaults), "--steps 7 --widths 1,3");
}

TEST(OptionForm, TheCommandLineIsWhatTheParserAndTheShellUnderstand) {
  Sample sample;
  const auto off = options_of(sample).to_json();
  sample.ema = true;
  const auto on = options_of(sample).to_json();
  EXPECT_EQ(command_line_of(options_of(sample), off), "--ema");
  sample.ema = false;
  EXPECT_EQ(command_line_of(options_of(sample), on), "--no-ema");
  EXPECT_EQ(shell_quoted(QString("/a/b-1_c.nii.gz")), "/a/b-1_c.nii.gz");
  EXPECT_EQ(shell_quoted(QString()), "''");
  EXPECT_EQ(shell_quoted(QString("$(rm -r ~); a b")), "'$(rm -r ~); a b'");
  EXPECT_EQ(shell_quoted(QString("O'Hara")), "'O'\\''Hara'");
  EXPECT_EQ(shell_quoted(QString("line\n")), "'line\n'");
}

TEST(OptionForm, AnOpenChoiceTakesOtherValuesToo) {
  std::string device = "auto";
  OptionList list;
  list.add(device, device_option());
  OptionForm form(std::move(list));
  auto* box = form.findChild<QComboBox*>("option_device");
  ASSERT_NE(box, nullptr);
  EXPECT_EQ(box->currentText(), "auto");
  box->setCurrentIndex(1);
  Q_EMIT box->activated(1);
  EXPECT_EQ(device, "cpu");
  box->setEditText("cuda:1");
  QTest::keyClick(box->lineEdit(), Qt::Key_Return);
  EXPECT_EQ(device, "cuda:1");
  device = "cuda";
  form.refresh();
  EXPECT_EQ(box->currentText(), "cuda");
}

}  // namespace
}  // namespace transpine
