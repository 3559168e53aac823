// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_table_model.h"

#include <QColor>
#include <QLocale>
#include <algorithm>

#include "core/landmarks/spine_labels.h"
#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/subregion_text.h"
#include "widgets/view/place_text.h"

namespace transpine {
namespace {

// Above these the cell is coloured; the figure stays readable without the colour.
constexpr double kFair_mm = 1.5;
constexpr double kPoor_mm = 3;

QString position_text(const std::map<LandmarkKey, Landmark>& points, LandmarkKey key) {
  const auto it = points.find(key);
  if (it == points.end()) return QStringLiteral("–");
  return place_text(it->second.p_mm);
}

bool is_check_column(int column) {
  return column == LandmarkTableModel::kUsed || column == LandmarkTableModel::kLocked ||
         column == LandmarkTableModel::kVisible;
}

QString source_text(LandmarkSource source) {
  switch (source) {
    case LandmarkSource::automatic:
      return LandmarkTableModel::tr("automatic");
    case LandmarkSource::manual:
      return LandmarkTableModel::tr("manual");
    case LandmarkSource::propagated:
      return LandmarkTableModel::tr("propagated");
    case LandmarkSource::imported:
      break;
  }
  return LandmarkTableModel::tr("imported");
}

/// Of both points, once when they are the same.
QString sources_text(const LandmarkDocument& document, LandmarkKey key) {
  QStringList texts;
  for (const auto* points : {&document.mr, &document.ct}) {
    const auto it = points->find(key);
    if (it != points->end()) texts << source_text(it->second.source);
  }
  texts.removeDuplicates();
  return texts.join(" / ");
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
    case kWeight:
      return QLocale().toString(editor_->weight(key), 'g', 3);
    case kSource:
      return sources_text(document, key);
    case kState:
      if (editor_->is_outlier(key)) return tr("Set aside");
      if (in_mr && in_ct && !editor_->is_used(key)) return tr("Left out");
      return in_mr && in_ct ? tr("Both") : in_mr ? tr("CT missing") : tr("MR missing");
    default: {
      const auto error_mm = error_in(*editor_, key, column);
      if (!error_mm) return {};
      // A sign beside the figure, for eyes that the colour does not reach.
      const QString sign = *error_mm > kPoor_mm   ? QStringLiteral("▲ ")
                           : *error_mm > kFair_mm ? QStringLiteral("△ ")
                                                  : QString();
      return sign + QLocale().toString(*error_mm, 'f', 2);
    }
  }
}

QVariant LandmarkTableModel::check_state(LandmarkKey key, int column) const {
  const bool on = column == kUsed     ? editor_->is_used(key)
                  : column == kLocked ? editor_->is_point_locked(key)
                                      : editor_->is_visible(key);
  return on ? Qt::Checked : Qt::Unchecked;
}

QVariant LandmarkTableModel::sort_value(int row, int column) const {
  const LandmarkKey key = key_at(row);
  if (is_check_column(column)) return check_state(key, column);
  if (column == kWeight) return editor_->weight(key);
  if (column == kResidual || column == kLeaveOneOut) {
    const auto error_mm = error_in(*editor_, key, column);
    return error_mm.value_or(-1);
  }
  // From head to foot: rows stand in this order.
  if (column == kVertebra) return row;
  return text_at(key, column);
}

QVariant LandmarkTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const LandmarkKey key = key_at(index.row());
  const int column = index.column();
  if (role == kSortRole) return sort_value(index.row(), column);
  if (is_check_column(column)) {
    return role == Qt::CheckStateRole ? check_state(key, column) : QVariant();
  }
  if (role == Qt::DisplayRole) return text_at(key, column);
  if (role == Qt::EditRole && column == kWeight) return editor_->weight(key);
  if (role == Qt::TextAlignmentRole &&
      (column == kResidual || column == kLeaveOneOut || column == kWeight)) {
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
  const LandmarkKey key = key_at(index.row());
  if (index.column() == kWeight && role == Qt::EditRole) {
    bool is_number = false;
    const double weight = value.toDouble(&is_number);
    if (!is_number || weight < 0) return false;
    editor_->set_weight(key, weight);
    return true;
  }
  if (!is_check_column(index.column()) || role != Qt::CheckStateRole) return false;
  const bool on = value.toInt() == Qt::Checked;
  if (index.column() == kUsed) {
    editor_->set_used(key, on);
  } else if (index.column() == kLocked) {
    editor_->set_point_locked(key, on);
  } else {
    editor_->set_visible(key, on);
  }
  return true;
}

Qt::ItemFlags LandmarkTableModel::flags(const QModelIndex& index) const {
  auto flags = QAbstractTableModel::flags(index);
  if (is_check_column(index.column())) flags |= Qt::ItemIsUserCheckable;
  if (index.column() == kWeight) flags |= Qt::ItemIsEditable;
  return flags;
}

QVariant LandmarkTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) {
    const QString titles[] = {tr("Use"),     tr("Vertebra"), tr("Kind"),          tr("MR (mm)"),
                              tr("CT (mm)"), tr("State"),    tr("Residual (mm)"), tr("LOO (mm)"),
                              tr("Weight"),  tr("Locked"),   tr("Visible"),       tr("Source")};
    return titles[section];
  }
  if (role == Qt::ToolTipRole && section == kWeight) {
    return tr("How much the pair counts: 1 is usual, 0 leaves it out.");
  }
  if (role == Qt::ToolTipRole && section == kLocked) {
    return tr("Locked points cannot be moved or deleted.");
  }
  if (role == Qt::ToolTipRole && section == kLeaveOneOut) {
    return tr(
        "The error at this point of a registration made without it. Unlike the residual it "
        "tells how well the transform predicts.");
  }
  return {};
}

}  // namespace transpine
