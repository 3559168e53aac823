// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <vector>

#include "widgets/view/linked_cursor.h"

namespace transpine {

/// What views of one link group share.
struct LinkAspects {
  bool cursor = true;  ///< The place.
  bool slice = true;   ///< Steps through slices, also where the places differ.
  bool zoom = true;
  bool pan = true;
  bool window_level = true;  ///< Between images of one unit; applied by who owns the layers.

  bool operator==(const LinkAspects&) const = default;
};

/// Couples the cursors of rows of views. Each row has a cursor and a group; cursors of one group
/// follow each other in the aspects that are on, in the link's common frame.
class ViewLinks : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Takes part from now on; at first in group 1.
  void add(LinkedCursor* cursor);
  void clear();
  void set_aspects(const LinkAspects& aspects);
  const LinkAspects& aspects() const { return aspects_; }
  /// 0: follows nobody.
  void set_group(LinkedCursor* cursor, int group);
  int group_of(const LinkedCursor* cursor) const;

 private:
  struct Member {
    LinkedCursor* cursor;
    int group;
  };

  template <class Do>
  void for_partners(const LinkedCursor* from, const Do& act);

  std::vector<Member> members_;
  LinkAspects aspects_;
  bool busy_ = false;
};

}  // namespace transpine
