import Glibc
import KedgeTestSupport
import Testing

@testable import KedgePlatform

@Suite("Service manager", .serialized)
struct ServiceManagerTests {
  @Test func `states are written as the manager reads them`() {
    #expect(ServiceState.ready.assignment == "READY=1")
    #expect(ServiceState.status("a\nb").assignment == "STATUS=a b")
    #expect(ServiceState.stopping.assignment == "STOPPING=1")
    #expect(ServiceState.watchdog.assignment == "WATCHDOG=1")
    #expect(ServiceState.watchdogTrigger.assignment == "WATCHDOG=trigger")
    #expect(
      ServiceState.extendTimeout(.seconds(5)).assignment == "EXTEND_TIMEOUT_USEC=5000000"
    )
    #expect(
      ServiceState.reloading(monotonicMicroseconds: 7).assignment
        == "RELOADING=1\nMONOTONIC_USEC=7"
    )
  }

  @Test func `a manager hears states and gets descriptors in order`() throws {
    let folder = try TemporaryFolder()
    let socket = Descriptor(owning: Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0))
    let path = folder.path("notify")
    #expect(bindSocket(socket.number, path) == 0)
    setEnvironment("NOTIFY_SOCKET", path)
    setEnvironment("WATCHDOG_USEC", "30000000")
    defer {
      setEnvironment("NOTIFY_SOCKET", nil)
      setEnvironment("WATCHDOG_USEC", nil)
    }
    let manager = ServiceManager()
    #expect(manager.isPresent)
    #expect(manager.notify(.ready, .status("Ready")))
    #expect(manager.store(socket.number, name: "in-1-1"))
    manager.remove(name: "in-1-1")
    #expect(manager.notifyReloading())

    #expect(socket.received() == "READY=1\nSTATUS=Ready")
    #expect(socket.received() == "FDSTORE=1\nFDNAME=in-1-1\nFDPOLL=0")
    #expect(socket.received() == "FDSTOREREMOVE=1\nFDNAME=in-1-1")
    #expect(socket.received().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    #expect(manager.watchdogInterval == .seconds(30))
  }

  @Test func `without a manager nothing happens`() {
    let manager = ServiceManager()
    #expect(!manager.isPresent)
    #expect(!manager.notify(.ready))
    #expect(manager.watchdogInterval == nil)
    #expect(manager.takeInheritedDescriptors().isEmpty)
  }
}
