// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/registration_summary.h"

#include <QLocale>
#include <algorithm>

#include "core/registration/registration_advice.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subject_points.h"

namespace transpine {
namespace {

constexpr std::size_t kShownWarnings = 5;

QString warning_html(const QString& text) {
  return "<span style='color:#e6783c'>⚠ " + text.toHtmlEscaped() + "</span>";
}

QString error_html(const QString& heading, const QString& title, const QString& remedy) {
  return "<b>" + heading + "</b><br>" + title.toHtmlEscaped() + "<br>" + remedy.toHtmlEscaped();
}

}  // namespace

RegistrationSummary::RegistrationSummary(const LandmarkEditor* editor, const SubjectPoints* points,
                                         QWidget* parent)
    : QLabel(parent), editor_(editor), points_(points) {
  setObjectName("registration_summary");
  setWordWrap(true);
  setAlignment(Qt::AlignTop | Qt::AlignLeft);
  setMinimumWidth(300);
  setMaximumWidth(460);
  setTextFormat(Qt::RichText);
  connect(editor, &LandmarkEditor::changed, this, &RegistrationSummary::refresh);
  connect(points, &SubjectPoints::state_changed, this, &RegistrationSummary::refresh);
  refresh();
}

void RegistrationSummary::set_cross_subject(bool cross_subject) {
  if (cross_subject == cross_subject_) return;
  cross_subject_ = cross_subject;
  refresh();
}

void RegistrationSummary::refresh() {
  if (points_->state() == SubjectPoints::State::reading) {
    setText(tr("The landmarks are being read…"));
    return;
  }
  if (points_->state() == SubjectPoints::State::unreadable) {
    setText(error_html(tr("The landmarks could not be read"), points_->unreadable(),
                       tr("Points cannot be edited, so that the file stays as it is. Repair or "
                          "remove it, then open the subject again.")));
    return;
  }
  const QString two_people =
      cross_subject_ ? warning_html(tr("MR and CT are of two people: this transform is no ground "
                                       "truth, and figures from this pair are no result.")) +
                           "<br>"
                     : QString();
  const auto& result = editor_->registration();
  QStringList parts;
  parts << (result ? figures(*result)
                   : error_html(tr("Not registered"), QString::fromStdString(result.error().title),
                                QString::fromStdString(result.error().remedy)));
  for (const QString& warning : warnings()) parts << warning_html(warning);
  for (const QString& line : advice()) parts << "→ " + line.toHtmlEscaped();
  setText(two_people + parts.join("<br>"));
}

void RegistrationSummary::set_grids(const std::optional<Grid>& mr, const std::optional<Grid>& ct) {
  mr_grid_ = mr;
  ct_grid_ = ct;
  refresh();
}

QStringList RegistrationSummary::warnings() const {
  const LandmarkSet mr = active_points(editor_->document().mr);
  const LandmarkSet ct = active_points(editor_->document().ct);
  std::vector<std::string> found;
  if (editor_->registration()) found = editor_->registration()->warnings;
  const auto add = [&](const std::vector<std::string>& more) {
    found.insert(found.end(), more.begin(), more.end());
  };
  if (mr_grid_) add(outside_warnings(mr, *mr_grid_, "the MR"));
  if (ct_grid_) add(outside_warnings(ct, *ct_grid_, "the CT"));
  add(order_warnings(mr, "the MR"));
  add(order_warnings(ct, "the CT"));
  QStringList texts;
  for (std::size_t i = 0; i < std::min(found.size(), kShownWarnings); ++i) {
    texts << QString::fromStdString(found[i]);
  }
  if (found.size() > kShownWarnings) {
    texts << tr("and %n more", "", static_cast<int>(found.size() - kShownWarnings));
  }
  return texts;
}

QStringList RegistrationSummary::advice() const {
  RegistrationOptions options;
  options.subregions = editor_->choice().subregions;
  QStringList texts;
  for (const auto& line : missing_point_advice(active_points(editor_->document().mr),
                                               active_points(editor_->document().ct), options)) {
    texts << QString::fromStdString(line);
  }
  return texts;
}

QString RegistrationSummary::figures(const RegistrationResult& result) const {
  const QLocale locale;
  const auto mm = [&](double value) { return locale.toString(value, 'f', 2) + " mm"; };
  QStringList lines;
  lines << "<b>" + tr("MR → CT, %n pair(s)", "", static_cast<int>(result.points.size())) + "</b>";
  const bool by_vertebra = !editor_->by_vertebra().empty();
  if (by_vertebra) {
    lines << tr("%n vertebra(e) with their own motion; largest bend between neighbours: %1°", "",
                static_cast<int>(editor_->by_vertebra().size()))
                 .arg(locale.toString(editor_->largest_bend_deg(), 'f', 1));
  }
  lines << tr("FRE (root mean square): %1, largest %2")
               .arg(mm(result.fre_mm), mm(result.max_residual_mm));
  if (result.tre_loo_mm) lines << tr("Leave-one-out error: %1").arg(mm(*result.tre_loo_mm));
  lines << tr("Expected at the posterior elements: %1").arg(mm(result.expected_tre_posterior_mm));
  lines << tr("Rotation: %1°, condition number %2 (1 is ideal)")
               .arg(locale.toString(result.ct_from_mr.angle_deg(), 'f', 2),
                    locale.toString(result.rotation_condition, 'f', 1));
  lines << tr(
      "FRE is not TRE: a small FRE does not prove a good registration. Look at the "
      "leave-one-out error.");
  return lines.join("<br>");
}

}  // namespace transpine
