import Glibc

// Every name is passed as a C string for the time of its call.

/// Opens a file of a folder.
func openFile(
  _ name: String,
  in folder: Descriptor,
  flags: Int32,
  mode: mode_t = 0
) throws(SystemError) -> Descriptor {
  let number = unsafe openat(folder.number, name, flags, mode)
  guard number >= 0 else { throw SystemError.current("open \(name)") }
  return Descriptor(owning: number)
}

/// Removes a file of a folder, or an empty folder.
func removeEntry(_ name: String, in folder: Descriptor) throws(SystemError) {
  if unsafe unlinkat(folder.number, name, 0) == 0 || errno == ENOENT { return }
  guard unsafe unlinkat(folder.number, name, AT_REMOVEDIR) == 0 else {
    throw SystemError.current("remove \(name)")
  }
}

/// Moves an entry from one folder to another.
func renameEntry(
  _ name: String,
  from old: Descriptor,
  to new: Descriptor
) throws(SystemError) {
  guard unsafe renameat(old.number, name, new.number, name) == 0 else {
    throw SystemError.current("move \(name)")
  }
}

/// The number of a user, or `nil` where there is none of that name.
func userNumber(_ name: String) -> uid_t? {
  // The entry lies in memory of the library until the next call; one number of it is copied.
  guard let entry = unsafe getpwnam(name) else { return nil }
  return unsafe entry.pointee.pw_uid
}

/// The number of a group, or `nil` where there is none of that name.
func groupNumber(_ name: String) -> gid_t? {
  // As above.
  guard let entry = unsafe getgrnam(name) else { return nil }
  return unsafe entry.pointee.gr_gid
}

/// The user that owns an open file.
func fileOwner(_ descriptor: Int32) throws(SystemError) -> uid_t {
  var raw = stat()
  // The kernel fills the structure.
  guard unsafe fstat(descriptor, &raw) == 0 else { throw SystemError.current("fstat") }
  return raw.st_uid
}
