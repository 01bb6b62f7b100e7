import Glibc

func makePipe(_ path: String) {
  // The path is passed as a C string for the time of the call.
  _ = unsafe mkfifo(path, 0o600)
}
