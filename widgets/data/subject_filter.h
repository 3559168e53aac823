// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QSortFilterProxyModel>
#include <QStringList>

namespace transpine {

/// The subjects that a text and the facets let through, sorted by value. Words of the text must all
/// occur in a row; a facet asks for one cell's text, or for any or none ("split" = "test").
class SubjectFilter : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit SubjectFilter(QObject* parent = nullptr);

  void set_text(const QString& text);
  /// Null lets all through; empty asks for an empty cell.
  void set_facet(int column, const QString& text);
  void set_filled(int column, bool filled);
  void clear_facet(int column);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList words_;
  QHash<int, QString> wanted_;
  QHash<int, bool> filled_;
};

}  // namespace transpine
