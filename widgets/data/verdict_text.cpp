// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/verdict_text.h"

#include <QCoreApplication>

#include "core/project/verdict.h"

namespace transpine {

QString verdict_text(const std::string& verdict) {
  const auto text = [](const char* name) { return QCoreApplication::translate("Verdicts", name); };
  switch (verdict_from_key(verdict).value_or(Verdict::none)) {
    case Verdict::good:
      return text(QT_TRANSLATE_NOOP("Verdicts", "Good"));
    case Verdict::bad_points:
      return text(QT_TRANSLATE_NOOP("Verdicts", "Bad points"));
    case Verdict::bad_segmentation:
      return text(QT_TRANSLATE_NOOP("Verdicts", "Bad segmentation"));
    case Verdict::image_issue:
      return text(QT_TRANSLATE_NOOP("Verdicts", "Image issue"));
    case Verdict::skip:
      return text(QT_TRANSLATE_NOOP("Verdicts", "Skip"));
    case Verdict::none:
      break;
  }
  return QString::fromStdString(verdict);
}

}  // namespace transpine
