import CSystemd
import Glibc

// Every path is passed as a C string for the time of its call.

func bindSocket(_ socket: Int32, _ path: String) -> Int32 { unsafe kedge_bind(socket, path) }

func connectSocket(_ socket: Int32, _ path: String) -> Int32 { unsafe kedge_connect(socket, path) }

func removeFile(_ path: String) { _ = unsafe unlink(path) }

func changeMode(_ path: String, _ mode: UInt32) -> Bool { unsafe chmod(path, mode) == 0 }
