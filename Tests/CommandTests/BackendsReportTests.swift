import Foundation
import Gate
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry
@testable import blobgate

@Suite struct BackendsReportTests {
    private static let now = Date(timeIntervalSince1970: 1_774_965_731)

    private func report() throws -> BackendsReport {
        let registry = try #require(RegistryName("registry.test"))
        var route = Route(authority: try #require(RegistryName("mirror.test:5000")))
        route.asking = .afterResolving
        route.namespace = "registry.test"
        route.scope = RepositoryScope(prefix: "team", except: ["team/x"], replacement: "proxy/team")
        let certificate = TLSFacts.Certificate(
            subject: "CN = registry.test", issuer: "CN = lab\u{1B}[2J", names: ["DNS:registry.test"],
            notBefore: Self.now, notAfter: Self.now.addingTimeInterval(86_400 * 12.5), fingerprint: [0x00, 0xFF])
        func result(
            _ backend: Backend, status: Int? = nil, schemes: [String] = [], failure: TransferFailure? = nil,
            tls: TLSFacts? = nil, skew: Double? = nil, headers: [String: ServerText] = [:]
        ) -> BackendProbe.Result {
            BackendProbe.Result(
                backend: backend, url: "\(backend.apiRoot)/", remote: status == nil ? nil : backend.address,
                status: status, schemes: schemes, headers: headers, tls: tls, failure: failure,
                timing: TransferTiming(
                    connected: .milliseconds(3), firstByte: .milliseconds(12), total: .milliseconds(13)),
                clockSkew: skew)
        }
        let plain = Backend(
            registry: registry, name: "a", address: .init(host: "10.0.0.1", port: 443),
            source: .configuration(file: "blobgate.yaml"))
        let mirror = Backend(
            registry: registry, name: "mirror.test:5000/proxy/team(insecure)", address: .init(host: "::1", port: 5000),
            source: .containerd(file: "/n/hosts.toml", line: 3), route: route, trust: .init(verifiesPeer: false))
        let standby = Backend(
            registry: registry, name: "b", address: .init(host: "10.0.0.2", port: 80), scheme: .http, role: .standby,
            source: .service(name: "_r._tcp.x.test"))
        var expired = certificate
        expired.notAfter = Self.now.addingTimeInterval(-1)
        return BackendsReport(
            registry: registry, vantage: "deploy1", obstacle: nil, notices: ["/n/hosts.toml:9: x was ignored"],
            at: Self.now,
            results: [
                result(
                    plain, status: 401, schemes: ["bearer"],
                    tls: TLSFacts(version: "TLSv1.3", certificate: certificate),
                    skew: 0.4, headers: ["server": ServerText("nginx\u{7}")]),
                result(
                    mirror, status: 200, tls: TLSFacts(version: "TLSv1.2", certificate: certificate), skew: -61.2),
                result(standby, failure: TransferFailure(kind: .connect, message: "Connection refused")),
                result(
                    plain, failure: TransferFailure(kind: .tls, message: "certificate has expired"),
                    tls: TLSFacts(certificate: expired)),
                result(standby, status: 502),
                result(standby, failure: TransferFailure(kind: .cancelled, message: "the request was cancelled")),
            ])
    }

    @Test func theText() throws {
        let text = try report().text
        #expect(
            text == """
                registry.test: 6 backends, 2 answering, seen from deploy1

                a  answers
                  source  blobgate.yaml, serving
                  url     https://registry.test/v2/ at 10.0.0.1:443
                  TLS     TLSv1.3
                  cert    CN = registry.test, issued by CN = lab\\u{1b}[2J
                          until 2026-04-13, 12 days left
                          SHA-256 00ff
                  answer  401, WWW-Authenticate: bearer, server nginx\\x07
                  time    connected after 3 ms, first byte after 12 ms, clock in sync

                mirror.test:5000/proxy/team(insecure)  answers
                  source  /n/hosts.toml:3, serving
                  url     https://mirror.test:5000/v2/ at [::1]:5000
                  nodes   never resolve tags on it; for repositories under team, rewritten to proxy/team, except under team/x
                  TLS     TLSv1.2, CERTIFICATE NOT CHECKED
                  cert    CN = registry.test, issued by CN = lab\\u{1b}[2J
                          until 2026-04-13, 12 days left
                          SHA-256 00ff
                  answer  200
                  time    connected after 3 ms, first byte after 12 ms, clock 61 s behind this machine's

                b  DOES NOT ANSWER
                  source  SRV _r._tcp.x.test, standby
                  url     http://registry.test/v2/ at 10.0.0.2:80
                  TLS     none: plain HTTP
                  answer  none (connect): Connection refused

                a  DOES NOT ANSWER
                  source  blobgate.yaml, serving
                  url     https://registry.test/v2/ at 10.0.0.1:443
                  refused CN = registry.test, issued by CN = lab\\u{1b}[2J
                          until 2026-03-31, EXPIRED
                          SHA-256 00ff
                  answer  none (tls): certificate has expired

                b  DOES NOT ANSWER
                  source  SRV _r._tcp.x.test, standby
                  url     http://registry.test/v2/ at 10.0.0.2:80
                  TLS     none: plain HTTP
                  answer  502, not a registry's response
                  time    connected after 3 ms, first byte after 12 ms

                b  DOES NOT ANSWER
                  source  SRV _r._tcp.x.test, standby
                  url     http://registry.test/v2/ at 10.0.0.2:80
                  TLS     none: plain HTTP
                  answer  none before the timeout
                note: /n/hosts.toml:9: x was ignored

                """)
    }

    @Test func theJSON() throws {
        let data = Data(try report().json.utf8)
        let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(root["schemaVersion"] as? Int == 1)
        #expect(root["allAnswer"] as? Bool == false)
        let backends = try #require(root["backends"] as? [[String: Any]])
        #expect(backends.map { $0["answers"] as? Bool } == [true, true, false, false, false, false])
        #expect(backends[1]["certificateChecked"] as? Bool == false)
        #expect(backends[1]["asking"] as? String == "after-resolving")
        #expect(backends[1]["clockSkewSeconds"] as? Double == -61.2)
        #expect((backends[0]["tls"] as? [String: Any])?["sha256"] as? String == "00ff")
        #expect((backends[2]["failure"] as? [String: Any])?["kind"] as? String == "connect")
        #expect(data.allSatisfy { $0 == 0x0A || ($0 >= 0x20 && $0 < 0x7F) })
    }

    @Test func noBackendsMeansNoAnswer() throws {
        let report = BackendsReport(
            registry: .dockerHub, vantage: "v", obstacle: "no backend of docker.io is known: why", notices: [],
            at: Self.now, results: [])
        #expect(!report.allAnswer)
        #expect(
            report.text == """
                docker.io: 0 backends, 0 answering, seen from v
                no backends found: check the name, or list its backends in blobgate.yaml or with --backend
                note: no backend of docker.io is known: why

                """)
    }

    @Test func aFaultThatStaysIsToldFromOneThatPasses() throws {
        let base = try self.report()
        func lasts(_ failure: TransferFailure?, of number: Int = 3, unknown: Bool = false) -> Bool {
            var results: [BackendProbe.Result] = []
            if let failure {
                let result = base.results[number]
                results = [
                    BackendProbe.Result(
                        backend: result.backend, url: result.url, remote: nil, status: nil, schemes: [], headers: [:],
                        tls: nil, failure: failure, timing: result.timing, clockSkew: nil)
                ]
            }
            return BackendsReport(
                registry: base.registry, vantage: "v", obstacle: "why", obstacleIsLasting: unknown, notices: [],
                at: Self.now, results: results
            ).isLasting
        }
        #expect(lasts(nil, unknown: true))
        #expect(!lasts(nil))
        #expect(lasts(TransferFailure(kind: .tls, message: "expired", tls: .outOfDate)))
        #expect(lasts(TransferFailure(kind: .tls, message: "HTTP", tls: .notTLS)))
        #expect(!lasts(TransferFailure(kind: .tls, message: "closed", tls: .closed)))
        #expect(!lasts(TransferFailure(kind: .connect, message: "refused")))
        #expect(!lasts(TransferFailure(kind: .tls, message: "expired", tls: .outOfDate), of: 2))
    }

    @Test func theExitCode() async throws {
        let registry = try await ScriptedRegistry.start()
        let arguments = ["backends", registry.name, "--backend", "a=http://\(registry.name)", "--config", "/dev/null"]
        #expect(await Main.run(arguments) == .configuration)
        let home = try GateHome()
        let config = try home.write("blobgate.yaml", "version: 1\n")
        let asked = ["backends", registry.name, "--backend", "a=http://\(registry.name)", "--config", config]
        #expect(await Main.run(asked) == .verified)
        registry.on(.any, .noReply(.stall))
        #expect(await Main.run(asked + ["--timeout", "300ms", "--output", "json"]) == .undecided)
        await registry.stop()
        #expect(await Main.run(asked) == .undecided)
        #expect(await Main.run(["backends", "not a name"]) == .usage)
    }

    @Test("a login is shown, and one that is denied is known as such") func logins() throws {
        let base = try self.report()
        func report(_ login: LoginAnswer) -> BackendsReport {
            var result = base.results[0]
            result.login = login
            return BackendsReport(
                registry: base.registry, vantage: "v", obstacle: nil, notices: [], at: Self.now, results: [result])
        }
        let file = report(.accepted(source: "/home/user/.docker/config.json"))
        #expect(file.text.contains("  login   accepted, with the credentials from /home/user/.docker/config.json\n"))
        #expect(file.json.contains(#""answer" : "accepted""#) && !file.isDenied)
        #expect(report(.accepted(source: nil)).text.contains("  login   accepted, with an anonymous token\n"))
        #expect(report(.unanswered(status: 500)).text.contains("  login   status 500\n"))
        let refused = report(
            .denied(.refused(status: 401, by: "a", message: ServerText("no\u{1B}[2J"), source: "config.json")))
        #expect(refused.isDenied && refused.json.contains(#""source" : "config.json""#))
        #expect(refused.text.contains("DENIED: refused with status 401 by a") && !refused.text.contains("\u{1B}"))
        #expect(report(.denied(.missing(hasToken: false))).isDenied)
        #expect(!report(.denied(.tokenServer(realm: "r", status: 500, failure: nil))).isDenied)
        #expect(!base.isDenied)
    }
}

extension BackendsReport {
    fileprivate var json: String { (try? PrintedJSON.text(BackendsWire(self))) ?? "" }
}
