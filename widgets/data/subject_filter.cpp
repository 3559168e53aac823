// SPDX-License-Identifier: Apache-2.0
#include "widgets/data/subject_filter.h"

#include "widgets/data/subject_table_model.h"

namespace transpine {

SubjectFilter::SubjectFilter(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(SubjectTableModel::kSortRole);
  setSortCaseSensitivity(Qt::CaseInsensitive);
  // Rows must not jump away while they are filled in; the view sorts when it is asked.
  setDynamicSortFilter(false);
}

void SubjectFilter::set_text(const QString& text) {
  words_ = text.split(' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

void SubjectFilter::set_facet(int column, const QString& text) {
  wanted_[column] = text;
  filled_.remove(column);
  invalidateFilter();
}

void SubjectFilter::set_filled(int column, bool filled) {
  filled_[column] = filled;
  wanted_.remove(column);
  invalidateFilter();
}

void SubjectFilter::clear_facet(int column) {
  wanted_.remove(column);
  filled_.remove(column);
  invalidateFilter();
}

bool SubjectFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const auto text = [&](int column) {
    return sourceModel()->index(row, column, parent).data().toString();
  };
  for (auto it = wanted_.begin(); it != wanted_.end(); ++it) {
    if (text(it.key()) != it.value()) return false;
  }
  for (auto it = filled_.begin(); it != filled_.end(); ++it) {
    if (text(it.key()).isEmpty() == it.value()) return false;
  }
  if (words_.isEmpty()) return true;
  QString all;
  for (const int column : {SubjectTableModel::kSubject, SubjectTableModel::kSplit,
                           SubjectTableModel::kVerdict, SubjectTableModel::kNote}) {
    all += text(column) + '\n';
  }
  for (const QString& word : words_) {
    if (!all.contains(word, Qt::CaseInsensitive)) return false;
  }
  return true;
}

}  // namespace transpine
