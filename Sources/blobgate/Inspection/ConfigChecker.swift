import Foundation
import Gate
import Ledger
import OCI
import Record
import Registry
import Release
import Report
import Transfer

/// Reads the configuration and tries everything in it. Changes nothing, and sends only GET requests for `/v2/` and for tokens.
struct ConfigChecker {
    let place: PlaceOptions
    /// The registries to try; empty for all that the configuration names.
    let registries: [RegistryName]
    /// How long to wait for the answers of one registry.
    let timeout: Duration
    /// Whether only files are read.
    let isOffline: Bool
    var environment = ProcessInfo.processInfo.environment

    /// Everything that was looked at, in the order of a run.
    func items() async throws -> [ConfigItem] {
        let unknown = UnknownVariables(environment).names.map { name in
            ConfigItem.note(
                .variable(name: UnknownVariables.shown(name)), UnknownVariables.words(name), do: "rename or unset it")
        }
        let wrong = variableFaults
        var items = unknown + wrong
        let setup: Setup
        do {
            setup = try Setup(place: place, environment: environment)
        } catch let failure as CommandFailure {
            // Without faults of a file, it is about a variable, which has its own line.
            if wrong.isEmpty || !failure.faults.isEmpty { items += ConfigItem.faults(failure, of: .configuration) }
            return items
        }
        items.append(configuration(setup))
        items.append(ledger(setup))
        items += files(setup)
        items += nodeFiles(setup)
        let names = registries.isEmpty ? Self.registries(of: setup) : registries
        if names.isEmpty {
            items.append(
                .note(
                    .configuration, "names no registry, so none was asked",
                    do: "blobgate config check REGISTRY, or add it under registries"))
        }
        guard !isOffline else {
            return items
                + names.map { ConfigItem(state: .unchecked, subject: .registry($0), text: "not asked (--offline)") }
        }
        guard !items.contains(where: { $0.state == .fault }), !names.isEmpty else {
            return items
                + names.map {
                    ConfigItem(
                        state: .unchecked, subject: .registry($0), text: "not asked, because of the faults above")
                }
        }
        return items + (try await answers(of: names, setup))
    }

    private var variableFaults: [ConfigItem] {
        Settings.rows.compactMap { row in
            do {
                try row.check(Environment(environment))
                return nil
            } catch {
                let message = (error as? CommandFailure)?.message ?? "\(error)"
                return .fault(.variable(name: row.variable ?? ""), message, do: "correct or unset it")
            }
        }
    }

    private func configuration(_ setup: Setup) -> ConfigItem {
        guard let file = setup.configurationFile else {
            let places = ConfigurationLocator.candidates(setup.environment).joined(separator: ", ")
            return .note(
                .configuration, "there is no file in \(places.escapedASCII(limit: 1000)); the defaults apply",
                do: "blobgate init REGISTRY writes one")
        }
        return .ok(.configuration, file.escapedASCII(limit: 1000))
    }

    /// The ledger is not created here.
    private func ledger(_ setup: Setup) -> ConfigItem {
        guard let path = setup.ledgerPath else {
            return .note(
                .ledger, "neither HOME nor XDG_STATE_HOME is set, so no proofs are reused or recorded",
                do: "set ledger, or give --ledger")
        }
        let shown = path.escapedASCII(limit: 1000)
        guard FileManager.default.fileExists(atPath: path) else {
            var folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
                folder = folder.deletingLastPathComponent()
            }
            guard FileManager.default.isWritableFile(atPath: folder.path) else {
                return .note(
                    .ledger, "\(shown) does not exist, and \(folder.path.escapedASCII(limit: 400)) is not writable",
                    do: "create the folder for the user of the gate, or set ledger")
            }
            return .ok(.ledger, "\(shown) will be created by the first check")
        }
        do {
            let store = try setup.openLedgerOrFail(for: .reading)
            guard FileManager.default.isWritableFile(atPath: path) else {
                return .note(.ledger, "\(shown) is not writable, so no proofs are recorded", do: "make it writable")
            }
            return .ok(.ledger, store.path.escapedASCII(limit: 1000))
        } catch {
            return .note(
                .ledger, (error as? CommandFailure)?.message ?? "\(error)",
                do: "checks work without it, but prove everything again")
        }
    }

    /// The files and variables that apply to all registries, and the certificates of each.
    private func files(_ setup: Setup) -> [ConfigItem] {
        var items: [ConfigItem] = []
        if let file = setup.systemAuthorities.file {
            let shown = "\(EnvironmentVariable.authoritiesFile.rawValue): \(file.escapedASCII(limit: 400))"
            if let words = CertificateFiles.fault(ofAuthorities: file) {
                items.append(.fault(.authorities, "\(shown) \(words)", do: "give a PEM file, or unset the variable"))
            } else {
                items.append(.ok(.authorities, shown))
            }
        }
        for entry in setup.configuration.registries {
            // Reading the configuration has looked into these files.
            guard let file = entry.certificateAuthorities else { continue }
            items.append(.ok(.authorities, "\(file.escapedASCII(limit: 400)) for \(entry.name?.description ?? "*")"))
        }
        do { _ = try setup.proxies() } catch {
            items.append(
                .fault(.proxy, (error as? CommandFailure)?.message ?? "\(error)", do: "correct or unset the variable"))
        }
        do {
            _ = try setup.credentials()
            items += credentials(setup.credentialSources)
        } catch {
            items.append(
                .fault(
                    .credentials, (error as? CommandFailure)?.message ?? "\(error)", do: "correct or remove the file"))
        }
        return items
    }

    private func credentials(_ sources: CredentialSources) -> [ConfigItem] {
        let found = sources.places.compactMap { place in
            switch place.content {
            case .inline: place.namedBy
            case .file(let path): FileManager.default.fileExists(atPath: path) ? path : nil
            }
        }
        let words = found.isEmpty ? "none, so requests are anonymous" : found.joined(separator: ", ")
        return [.ok(.credentials, words.escapedASCII(limit: 1000))]
            + sources.notices.map { .note(.credentials, NoticeWords.text($0).escapedASCII(limit: 1000)) }
    }

    private func nodeFiles(_ setup: Setup) -> [ConfigItem] {
        let all = [setup.nodeFiles] + setup.configuration.registries.compactMap(\.mirrors)
        return all.flatMap { files -> [ConfigItem] in
            var items: [ConfigItem] = []
            if let file = files.containers {
                do throws(NodeFileError) {
                    _ = try RegistriesFile.load(file)
                    items.append(.ok(.nodeFiles, file.escapedASCII(limit: 400)))
                } catch {
                    items += ConfigItem.faults(CommandFailure(error), of: .nodeFiles)
                }
            }
            if let folder = files.containerd {
                let shown = folder.escapedASCII(limit: 400)
                items.append(
                    FileManager.default.fileExists(atPath: folder)
                        ? .ok(.nodeFiles, shown)
                        : .fault(.nodeFiles, "\(shown): no such folder or file", do: "copy it from a node"))
            }
            return items
        }
    }

    /// The registries that the configuration names: under `registries`, in `release.also`, and as folders of containerd.
    private static func registries(of setup: Setup) -> [RegistryName] {
        let configuration = setup.configuration
        var names = configuration.registries.compactMap(\.name) + configuration.also.map(\.reference.registry)
        if let folder = setup.nodeFiles.containerd {
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            // containerd writes a port as host_5000_ where a file system has no colons; these are left to the user.
            names += entries.sorted().filter { !$0.hasPrefix("_") && !$0.hasSuffix("_") }.compactMap {
                RegistryName($0)
            }
            .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/hosts.toml") }
        }
        var seen: Set<RegistryName> = []
        return names.filter { seen.insert($0).inserted }
    }

    private func answers(of names: [RegistryName], _ setup: Setup) async throws -> [ConfigItem] {
        let inspector = try RegistryInspector(setup: setup, place: place, timeout: timeout)
        let found = await withTaskGroup(of: (Int, [ConfigItem]).self) { group in
            for (index, name) in names.enumerated() {
                group.addTask {
                    do {
                        return (index, ConfigItem.items(of: try await inspector.report(on: name)))
                    } catch {
                        let failure = error as? CommandFailure ?? CommandFailure(.software, "\(error)")
                        return (index, ConfigItem.faults(failure, of: .registry(name)))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        await inspector.close()
        return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
}
