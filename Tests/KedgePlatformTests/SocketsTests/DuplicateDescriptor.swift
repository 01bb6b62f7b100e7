import Glibc

func dupDescriptor(_ number: Int32) -> Int32 { dup(number) }

func setBlocking(_ number: Int32) {
  _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) & ~O_NONBLOCK)
}
