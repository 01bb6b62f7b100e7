import CSystemd

func watchDirectory(_ inotify: Int32, _ path: String) -> Int32 {
  // The path is passed as a C string for the time of the call.
  unsafe kedge_watch_directory(inotify, path)
}
