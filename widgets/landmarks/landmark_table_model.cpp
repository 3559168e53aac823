// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_table_model.h"

#include <QColor>
#include <QLocale>
#include <algorithm>

#include "core/landmarks/spine_labels.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subregion_text.h"

namespace transpine {
namespace {

// Above these the cell is coloured; the figure stays readable without the colour.
constexpr double kFair_mm = 1.5;
constexpr double kPoor_mm = 3;

QString position_text(const std::map<LandmarkKey, Landmark>& points, LandmarkKey key) {
  const auto it = points.find(key);
  if (it == points.end()) return QStringLiteral("–");
  const Eigen::Vector3d& p = it->second.p_mm;
  const QLocale locale;
  // RAS reads as people say it: R/L, A/P, S/I with the distance.
  const auto part = [&](double value, const char* positive, const char* negative) {
    return QString::fromLatin1(value >= 0 ? positive : negative) + " " +
           locale.toString(std::abs(value), 'f', 1);
  };
  return part(p.x(), "L", "R") + "  " + part(p.y(), "P", "A") + "  " + part(p.z(), "S", "I");
}

std::optional<double> error_in(const LandmarkEditor& editor, LandmarkKey key, int column) {
  const auto residual = editor.residual_of(key);
  if (!residual) return std::nullopt;
  if (column == LandmarkTableModel::kResidual) return residual->residual_mm;
  if (column == LandmarkTableModel::kLeaveOneOut) return residual->leave_one_out_mm;
  return std::nullopt;
}

}  // namespace

LandmarkTableModel::LandmarkTableModel(LandmarkEditor* editor, QObject* parent)
    : QAbstractTableModel(parent), editor_(editor), keys_(editor->keys()) {
  connect(editor, &LandmarkEditor::changed, this, [this] {
    auto keys = editor_->keys();
    if (keys == keys_) {
      // The selection survives when only values change.
      if (!keys_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumnCount - 1));
      return;
    }
    beginResetModel();
    keys_ = std::move(keys);
    endResetModel();
  });
}

int LandmarkTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(keys_.size());
}

int LandmarkTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(kColumnCount);
}

int LandmarkTableModel::row_of(LandmarkKey key) const {
  const auto it = std::find(keys_.begin(), keys_.end(), key);
  return it == keys_.end() ? -1 : static_cast<int>(it - keys_.begin());
}

QString LandmarkTableModel::text_at(LandmarkKey key, int column) const {
  const LandmarkDocument& document = editor_->document();
  const bool in_mr = document.mr.contains(key);
  const bool in_ct = document.ct.contains(key);
  switch (column) {
    case kVertebra:
      return QString::fromStdString(vertebra_name(key.vertebra));
    case kKind:
      return subregion_text(key.subregion);
    case kMr:
      return position_text(document.mr, key);
    case kCt:
      return position_text(document.ct, key);
    case kState:
      return in_mr && in_ct ? tr("Both") : in_mr ? tr("CT missing") : tr("MR missing");
    default: {
      const auto error_mm = error_in(*editor_, key, column);
      return error_mm ? QLocale().toString(*error_mm, 'f', 2) : QString();
    }
  }
}

QVariant LandmarkTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const LandmarkKey key = key_at(index.row());
  const int column = index.column();
  if (column == kUsed) {
    if (role != Qt::CheckStateRole) return {};
    return editor_->is_used(key) ? Qt::Checked : Qt::Unchecked;
  }
  if (role == Qt::DisplayRole) return text_at(key, column);
  if (role == Qt::TextAlignmentRole && column >= kResidual) {
    return int(Qt::AlignRight | Qt::AlignVCenter);
  }
  if (role == Qt::BackgroundRole) {
    const auto error_mm = error_in(*editor_, key, column);
    if (error_mm && *error_mm > kPoor_mm) return QColor(190, 60, 50, 150);
    if (error_mm && *error_mm > kFair_mm) return QColor(200, 150, 40, 130);
  }
  return {};
}

bool LandmarkTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (index.column() != kUsed || role != Qt::CheckStateRole) return false;
  editor_->set_used(key_at(index.row()), value.toInt() == Qt::Checked);
  return true;
}

Qt::ItemFlags LandmarkTableModel::flags(const QModelIndex& index) const {
  auto flags = QAbstractTableModel::flags(index);
  if (index.column() == kUsed) flags |= Qt::ItemIsUserCheckable;
  return flags;
}

QVariant LandmarkTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) {
    const QString titles[] = {tr("Use"),           tr("Vertebra"),          tr("Kind"),
                              tr("MR (mm)"),       tr("CT (mm)"),           tr("State"),
                              tr("Residual (mm)"), tr("Leave-One-Out (mm)")};
    return titles[section];
  }
  if (role == Qt::ToolTipRole && section == kLeaveOneOut) {
    return tr(
        "The error at this point of a registration made without it. Unlike the residual it "
        "tells how well the transform predicts.");
  }
  return {};
}

}  // namespace transpine
