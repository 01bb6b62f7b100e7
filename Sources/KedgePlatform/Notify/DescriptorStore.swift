/// Where descriptors of connections wait while the daemon is not running.
public protocol DescriptorStore: AnyObject {
  /// Keeps a copy of a descriptor under a name.
  ///
  /// - Returns: False when there is no store.
  func store(_ descriptor: Int32, name: String) -> Bool

  /// Drops the copy.
  func remove(name: String)
}
