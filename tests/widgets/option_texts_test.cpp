// SPDX-License-Identifier: Apache-2.0
// Options are described in core, which has no Qt. translations/option_texts.hpp repeats their
// labels and help for lupdate; TRANSPINE_UPDATE=1 writes it anew:
//   TRANSPINE_UPDATE=1 xvfb-run -a build/release/bin/gui_window --gtest_filter='OptionTexts*'
#include <gtest/gtest.h>

#include <QFile>
#include <QTranslator>
#include <set>

#include "core/dataset/prepare.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/phantom/phantom.h"
#include "core/phantom/simulate_mr.h"
#include "core/pipeline/demo.h"
#include "core/pipeline/evaluate_subject.h"
#include "core/pipeline/model_table.h"
#include "core/registration/landmark_registration.h"
#include "core/segmentation/segmenter.h"
#include "core/training/train_run.h"
#include "core/training/weights_export.h"
#include "core/training/weights_import.h"
#include "core/translation/translate.h"

namespace transpine {
namespace {

template <class Options>
void collect(std::set<std::string>& texts) {
  Options options;
  const OptionList list = options_of(options);
  for (const Option& option : list.options()) {
    texts.insert(option.spec.label);
    texts.insert(option.spec.help);
    if (!option.spec.unit.empty()) texts.insert(option.spec.unit);
  }
}

std::set<std::string> all_texts() {
  std::set<std::string> texts;
  collect<CentresOfMassOptions>(texts);
  collect<DemoOptions>(texts);
  collect<EvaluationOptions>(texts);
  collect<ModelTableOptions>(texts);
  collect<PhantomOptions>(texts);
  collect<PrepareOptions>(texts);
  collect<RegistrationOptions>(texts);
  collect<SegmentOptions>(texts);
  collect<SimulateMrOptions>(texts);
  collect<TrainOptions>(texts);
  collect<TranslateOptions>(texts);
  collect<WeightsExportOptions>(texts);
  collect<WeightsImportOptions>(texts);
  return texts;
}

QByteArray for_lupdate(const std::set<std::string>& texts) {
  QByteArray lines =
      "// SPDX-License-Identifier: Apache-2.0\n"
      "// Read by lupdate only; written by tests/widgets/option_texts_test.cpp.\n";
  for (const std::string& text : texts) {
    QByteArray quoted = QByteArray::fromStdString(text);
    quoted.replace('\\', "\\\\").replace('"', "\\\"");
    lines += "QT_TRANSLATE_NOOP(\"Options\", \"" + quoted + "\");\n";
  }
  return lines;
}

TEST(OptionTexts, AreListedForTranslation) {
  QFile file(TRANSPINE_SOURCE_DIR "/translations/option_texts.hpp");
  const QByteArray expected = for_lupdate(all_texts());
  if (qEnvironmentVariableIsSet("TRANSPINE_UPDATE")) {
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(expected);
    return;
  }
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(file.readAll(), expected) << "see the top of this file";
}

TEST(OptionTexts, ExistInGerman) {
  QTranslator german;
  ASSERT_TRUE(german.load(":/translations/transpine_de.qm"));
  for (const std::string& text : all_texts()) {
    EXPECT_FALSE(german.translate("Options", text.c_str()).isEmpty()) << text;
  }
}

}  // namespace
}  // namespace transpine
