import Foundation
import Lab
import Support
import Testing

/// A registry with public addresses, some of them without a route, and a limit for requests without a login, as a new user meets it.
@Suite(
    .serialized,
    .enabled(
        "needs a network namespace: run it as root, or allow user namespaces (kernel.unprivileged_userns_clone)",
        { await PublicNetwork.isAllowed() }))
struct PublicAddressTests {
    /// Addresses for documentation, to which a network without other devices has no route.
    private static let four = ["203.0.113.1", "203.0.113.2", "203.0.113.3"]
    private static let six = ["2001:db8::1", "2001:db8::2", "2001:db8::3"]

    private func check(
        _ hosts: [String], _ flags: [String] = [], _ body: (PublicNetwork.Outcome, RunningLab) throws -> Void
    ) async throws {
        try await GateLab.run(.attested) { lab in
            let directory = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
                .appending(path: "blobgate-public-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: directory) }
            let network = try PublicNetwork(serving: lab.lab, in: directory, hosts: hosts, quota: 100)
            let image = try #require(lab.lab.images.first)
            let reference = "\(PublicNetwork.host)/\(image.repository):\(image.tag)"
            let outcome = try await network.run(
                GateProcess.executable.path, ["check"] + flags + [reference])
            try body(outcome, lab.lab)
        }
    }

    @Test(
        "six addresses, three of them without a route: it passes with a fraction of the quota",
        arguments: [four + PublicNetwork.addresses, six + PublicNetwork.addresses, PublicNetwork.addresses + six])
    func aNewUser(hosts: [String]) async throws {
        try await check(hosts) { outcome, _ in
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output.contains("addresses are one service"), "\(outcome)")
            #expect(outcome.manifestRequests > 0 && outcome.manifestRequests < 40, "\(outcome.requests)")
            #expect(!outcome.requests.contains { $0.hasPrefix("429 ") })
            if hosts.contains(Self.six[0]) {
                #expect(outcome.output.contains("3 IPv6 addresses left out"), "\(outcome)")
            }
        }
    }

    @Test("each of the addresses is asked on request, and those without a route are reported")
    func everyAddress() async throws {
        try await check(Self.four + PublicNetwork.addresses, ["--all-addresses", "--deadline", "20s"]) { outcome, _ in
            #expect(outcome.status == 75, "\(outcome)")
            for address in Self.four + PublicNetwork.addresses {
                #expect(outcome.output.contains(address), "\(address)")
            }
        }
    }
}
