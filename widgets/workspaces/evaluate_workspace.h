// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/pipeline/evaluate_subject.h"
#include "widgets/workspaces/workspace.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QSplitter;
class QTableWidget;

namespace transpine {

class OptionForm;

/// Image quality, Dice and surface distances of every case and model on either grid, Dice per
/// vertebra, with paired tests of two models. How they are measured is an option form. A
/// double-click on a row or a vertebra's cell shows that place in the images.
class EvaluateWorkspace : public Workspace {
  Q_OBJECT

 public:
  explicit EvaluateWorkspace(StudySession* session, QWidget* parent = nullptr);

  QString command() const override;
  void activate() override;
  int case_count() const { return static_cast<int>(scores_.size()); }

 Q_SIGNALS:
  /// Show this place of a subject's MR.
  void place_chosen(const QString& subject, const Eigen::Vector3d& p_in_mr_mm);

 private:
  QWidget* make_options();
  QSplitter* make_tables();
  QHBoxLayout* make_test();
  void apply_preset(const std::string& name);
  /// The figures of a case on the grid that is shown; null where it was not measured there.
  const CaseFigures* shown_figures(const CaseScores& scores) const;
  void load_scores();
  void evaluate_all();
  void fill();
  void fill_vertebrae();
  void compare_runs();
  void export_csv();
  void choose_row(int row, int vertebra);

  EvaluationOptions options_;
  OptionForm* form_;
  QComboBox* grid_;
  std::vector<CaseScores> scores_;
  std::vector<int> vertebrae_;
  QTableWidget* cases_;
  QTableWidget* vertebra_table_;
  QComboBox* run_a_;
  QComboBox* run_b_;
  QComboBox* metric_;
  QLabel* test_result_;
};

}  // namespace transpine
