import ArgumentParser
import Foundation
import Gate
import OCI
import Record
import Registry
import Release
import Support
import Testing
import Transfer

@testable import blobgate

/// Valid configurations, and where they are found. Invalid ones are in `WrongInputTests`.
@Suite struct ConfigurationTests {
    private static let everyKey = """
        version: 1
        registries:
          - name: registry.test:5000
            backends:
              - {name: a, address: "10.64.0.4:443"}
              - {address: "10.192.0.4", standby: true}
              - {name: c, address: "10.192.0.5:443", standby: must-have, cache: {path: /srv/c}}
              - {name: storage, address: "127.0.0.1:5000", direct: true, scheme: http, prefix: restricted}
            storage: s3
            scheme: https
            ca: ca.pem
            client: {cert: client.pem, key: client.key}
            cache: {kind: nginx, key: "$uri$slice_range", slice: 5m, path: /var/cache/nginx, levels: "1:2"}
            srv: _registry._tcp.registry.test
            mirrors: {containerd: certs.d, containers: registries.conf}
            proof: by-digest
            addresses: all
            transfers: 7
          - name: "*"
            transfers: 2
        release:
          platforms: [linux/amd64, linux/arm/v7]
          also: [registry.k8s.io/pause:3.9]
          default-registry: registry.test:5000
          strict-names: false
        nodes: [containerd, docker]
        policy: {depth: full, foreign: true, referrers: true, max-age: 2h, retries: 0, deadline: 90s, stall: 5s, undecided: warn, rollback: refused, flapping: {reads: 4}, hold: 9m, spot: 64MiB, limit-rate: 50M, limit-rate-total: 1g}
        mirrors: {containerd: /nodes/certs.d, containers: nodes.conf}
        ledger: {path: state/ledger.sqlite, keep: 30d}
        authfile: auth.json
        attest: {key: gate.key}
        scap: {deployments: d.yaml, release-dir: /etc/release, state-dir: state, clusters: [eqiad, codfw], deadline: 5m, escape-output: true, kubeconfig: "/k/{namespace}-{cluster}.config"}

        """

    @Test func everyKeyIsRead() async throws {
        let home = try GateHome()
        let maker = try await CertificateMaker()
        let client = try await maker.issue("deployer")
        for (name, file) in [
            ("ca.pem", maker.authority.certificate), ("client.pem", client.certificate), ("client.key", client.key),
        ] {
            try home.write(name, try String(contentsOfFile: file, encoding: .utf8))
        }
        let file = home.path("blobgate.yaml")
        let read = try ConfigurationReader.read(Self.everyKey, file: file)
        #expect(read.file == file)
        #expect(read.settings[Settings.policy.maxAge]?.description == "2h")
        #expect(read.settings[Settings.policy.retries] == 0)
        #expect(read.settings[Settings.policy.foreign] == true)
        #expect(read.settings[Settings.policy.referrers] == true)
        #expect(read.shortNames == .registry(try #require(RegistryName("registry.test:5000"))))
        #expect(read.settings[Settings.policy.deadline]?.duration == .seconds(90))
        #expect(read.settings[Settings.policy.stall]?.duration == .seconds(5))
        #expect(read.settings[Settings.policy.undecided] == .warn)
        #expect(read.settings[Settings.policy.rollback] == .refused)
        #expect(read.settings[Settings.policy.hold]?.duration == .seconds(540))
        #expect(read.settings[Settings.policy.spot] == .bytes(64 << 20))
        #expect(read.settings[Settings.policy.limitRate] == 50 << 20)
        #expect(read.settings[Settings.policy.limitRateTotal] == 1 << 30)
        #expect(read.settings[Settings.policy.flapping] == .reads(4))
        #expect(read.settings[Settings.place.ledger] == home.path("state/ledger.sqlite"))
        #expect(read.settings[Settings.place.authfile] == home.path("auth.json"))
        #expect(read.settings[Settings.attest.key] == home.path("gate.key"))
        #expect(read.settings[Settings.scap.deployments] == home.path("d.yaml"))
        #expect(read.settings[Settings.scap.releaseDirectory] == "/etc/release")
        #expect(read.settings[Settings.scap.stateDirectory] == home.path("state"))
        #expect(read.settings[Settings.scap.clusters] == ["eqiad", "codfw"])
        #expect(read.settings[Settings.scap.deadline]?.duration == .seconds(300))
        #expect(read.settings[Settings.release.platforms]?.map(\.description) == ["linux/amd64", "linux/arm/v7"])
        #expect(read.also.map(\.reference.description) == ["registry.k8s.io/pause:3.9"])
        #expect(read.also.first?.origins.map(\.description) == ["\(file):23"])

        let entry = read.entry(for: try #require(RegistryName("registry.test:5000")))
        #expect(entry.certificateAuthorities == home.path("ca.pem"))
        #expect(entry.client?.certificate == home.path("client.pem") && entry.client?.key == home.path("client.key"))
        #expect(entry.service == "_registry._tcp.registry.test")
        #expect(
            entry.mirrors == NodeFiles(containerd: home.path("certs.d"), containers: home.path("registries.conf")))
        #expect(read.mirrors == NodeFiles(containerd: "/nodes/certs.d", containers: home.path("nodes.conf")))
        #expect(entry.sharesProofs)
        #expect(entry.transfers == 7)
        #expect(entry.asksAllAddresses)
        #expect(read.settings[Settings.release.nodes]?.all == [.containerd, .docker])
        #expect(
            entry.cache
                == CachePolicy(
                    kind: "nginx", key: "$uri$slice_range", sliceBytes: 5 << 20, path: "/var/cache/nginx", levels: "1:2"
                ))
        #expect(entry.backends.map(\.name) == ["a", "10.192.0.4", "c", "storage"])
        #expect(entry.backends.map(\.role) == [.serving, .standby, .serving, .direct])
        // A backend's own cache entry overrides only the keys in it.
        #expect(
            entry.backends.map(\.cache?.path) == ["/var/cache/nginx", "/var/cache/nginx", "/srv/c", "/var/cache/nginx"])
        #expect(Set(entry.backends.map(\.cache?.key)) == ["$uri$slice_range"])
        #expect(Set(entry.backends.map(\.cache?.sliceBytes)) == [5 << 20])
        #expect(entry.backends.map(\.scheme) == [nil, nil, nil, .http])
        #expect(entry.backends.map(\.scope.prefix) == ["", "", "", "restricted"])
        #expect(entry.storage == .s3)
        #expect(read.settings[Settings.scap.escapeOutput] == true)
        #expect(read.settings[Settings.scap.kubeconfig] == "/k/{namespace}-{cluster}.config")

        let other = read.entry(for: try #require(RegistryName("other.test")))
        #expect(other.name == nil)
        #expect(other.transfers == 2)
    }

    @Test func theTableHasExactlyTheKeysThatAreRead() {
        for row in Settings.rows where row.key != nil {
            let word = row.name.replacing("[]", with: "")
            #expect(Self.everyKey.contains("\(word):"), "\(row.key ?? "") is not in the example")
        }
    }

    @Test func placesInTheirOrder() {
        let full = Environment(["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"])
        #expect(
            ConfigurationLocator.candidates(full)
                == ["blobgate.yaml", "/c/blobgate/blobgate.yaml", "/etc/blobgate/blobgate.yaml"])
        #expect(ConfigurationLocator.defaultLedger(full) == "/s/blobgate/ledger.sqlite")
        let home = Environment(["HOME": "/h", "XDG_CONFIG_HOME": ""])
        #expect(ConfigurationLocator.candidates(home)[1] == "/h/.config/blobgate/blobgate.yaml")
        #expect(ConfigurationLocator.defaultLedger(home) == "/h/.local/state/blobgate/ledger.sqlite")
        let none = Environment([:])
        #expect(ConfigurationLocator.candidates(none) == ["blobgate.yaml", "/etc/blobgate/blobgate.yaml"])
        #expect(ConfigurationLocator.defaultLedger(none) == nil)
    }

    /// Precedence: flag over environment over file over default.
    @Test func flagOverEnvironmentOverFile() throws {
        let home = try GateHome()
        let file = try home.write(
            "own.yaml",
            "version: 1\npolicy: {depth: manifest, retries: 7, max-age: 1h, deadline: 1m, stall: 1s, undecided: warn, flapping: {reads: 2}, hold: 1m, spot: 5%, limit-rate: 1M}\nledger: /file\n"
        )
        func setup(_ flags: [String], _ environment: [String: String]) throws -> Setup {
            let place = try PlaceOptions.parse(["--config", file] + flags.filter { $0.contains("ledger") })
            let ofVerdict = { (flag: String) in flag.hasPrefix("--undecided") || flag.hasPrefix("--hold") }
            let policy = try PolicyOptions.parse(flags.filter { !$0.contains("ledger") && !ofVerdict($0) })
            let verdict = try VerdictOptions.parse(flags.filter(ofVerdict))
            return try Setup(place: place, policy: policy, verdict: verdict, environment: environment)
        }
        let fromFile = try setup([], [:])
        #expect(fromFile.policy.depth == .manifest)
        #expect(fromFile.policy.retries == 7)
        #expect(fromFile.policy.maxAge == .seconds(3600))
        #expect(fromFile.policy.deadline == .seconds(60))
        #expect(fromFile.stall == .seconds(1))
        #expect(fromFile.ledgerPath == "/file")
        #expect(fromFile.policy.undecided == .warn)
        #expect(fromFile.policy.hold == .seconds(60))
        #expect(fromFile.policy.flapping == .reads(2))
        #expect(fromFile.policy.spot == .share(percent: 5))
        #expect(fromFile.rates.perBackend == 1 << 20)
        #expect(fromFile.rates.fromAll == nil)
        #expect(!fromFile.hasJobs)
        let variables = [
            "BLOBGATE_RETRIES": "5", "BLOBGATE_MAX_AGE": "2h", "BLOBGATE_DEADLINE": "2m", "BLOBGATE_STALL": "2s",
            "BLOBGATE_LEDGER": "/variable", "BLOBGATE_JOBS": "3", "BLOBGATE_FRESH": "1", "BLOBGATE_DEPTH": "presence",
            "BLOBGATE_UNDECIDED": "block", "BLOBGATE_FLAPPING": "reads:5", "BLOBGATE_HOLD": "2m",
            "BLOBGATE_SPOT": "64MiB", "BLOBGATE_LIMIT_RATE": "2M", "BLOBGATE_LIMIT_RATE_TOTAL": "800k",
        ]
        let fromEnvironment = try setup([], variables)
        #expect(fromEnvironment.policy.depth == .presence)
        #expect(fromEnvironment.policy.retries == 5)
        #expect(fromEnvironment.policy.maxAge == .seconds(7200))
        #expect(fromEnvironment.policy.deadline == .seconds(120))
        #expect(fromEnvironment.policy.jobs == 3)
        #expect(fromEnvironment.hasJobs)
        #expect(fromEnvironment.rates.perBackend == 2 << 20)
        #expect(fromEnvironment.rates.fromAll == 800 << 10)
        #expect(fromEnvironment.policy.fresh)
        #expect(fromEnvironment.stall == .seconds(2))
        #expect(fromEnvironment.policy.undecided == .block)
        #expect(fromEnvironment.policy.hold == .seconds(120))
        #expect(fromEnvironment.policy.flapping == .reads(5))
        #expect(fromEnvironment.policy.spot == .bytes(64 << 20))
        #expect(fromEnvironment.ledgerPath == "/variable")
        let fromFlags = try setup(
            [
                "--retries=1", "--max-age=3h", "--deadline=3m", "--stall=3s", "--ledger=/flag", "--jobs=4",
                "--depth=unpack", "--undecided=warn", "--flapping=refuse", "--hold=3m",
                "--spot=7%", "--limit-rate=3M", "--limit-rate-total=4096",
            ], variables)
        #expect(fromFlags.policy.undecided == .warn)
        #expect(fromFlags.policy.hold == .seconds(180))
        #expect(fromFlags.policy.flapping == .refuse)
        #expect(fromFlags.policy.spot == .share(percent: 7))
        #expect(fromFlags.policy.depth == .unpack)
        #expect(fromFlags.policy.retries == 1)
        #expect(fromFlags.policy.maxAge == .seconds(10_800))
        #expect(fromFlags.policy.deadline == .seconds(180))
        #expect(fromFlags.policy.jobs == 4)
        #expect(fromFlags.rates.perBackend == 3 << 20)
        #expect(fromFlags.rates.fromAll == 4096)
        #expect(fromFlags.stall == .seconds(3))
        #expect(fromFlags.ledgerPath == "/flag")
    }
}
