// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/landmarks/landmark_set.h"

namespace transpine {

class LandmarkEditor;

/// One row a (vertebra, kind): whether it is used, both positions, weight, lock, visibility, where
/// it came from, residual and leave-one-out error. kSortRole gives values that sort.
class LandmarkTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    kUsed,
    kVertebra,
    kKind,
    kMr,
    kCt,
    kState,
    kResidual,
    kLeaveOneOut,
    kWeight,
    kLocked,
    kVisible,
    kSource,
    kColumnCount
  };
  static constexpr int kSortRole = Qt::UserRole + 1;

  explicit LandmarkTableModel(LandmarkEditor* editor, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  LandmarkKey key_at(int row) const { return keys_.at(static_cast<std::size_t>(row)); }
  int row_of(LandmarkKey key) const;

 private:
  QString text_at(LandmarkKey key, int column) const;
  QVariant sort_value(int row, int column) const;
  QVariant check_state(LandmarkKey key, int column) const;

  LandmarkEditor* editor_;
  std::vector<LandmarkKey> keys_;
};

}  // namespace transpine
