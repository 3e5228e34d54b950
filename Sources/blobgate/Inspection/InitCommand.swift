import ArgumentParser
import Diagnosis
import Foundation
import Gate
import OCI
import Record
import Registry
import Report
import Transfer

/// `blobgate init REGISTRY`: writes a first configuration.
struct InitCommand: GateCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Look at a registry, and write a commented blobgate.yaml for it.",
        discussion: """
            Resolves the name, and sends what blobgate backends sends: GET /v2/ to each backend, and a login where one is \
            requested. The file says what was seen, and lists what could not be determined. An existing file is never \
            replaced. Nothing is written if no backend answers; the exit code is then that of blobgate backends.

            EXAMPLES
              blobgate init registry.example.org
              blobgate init registry.example.org --backend a=10.0.0.4:443 --backend b=10.0.0.5:443
              blobgate init registry.example.org - --ca internal-ca.pem
            """)

    @Argument(help: ArgumentHelp("The registry, as written in image references.", valueName: "host[:port]"))
    var registry: String
    @Argument(help: "The file to write; - is standard output.") var file = "blobgate.yaml"
    @OptionGroup(title: "What is known") var known: KnownOptions
    @Option(Settings.command.timeout) var timeout: TimeSpan

    /// What cannot be seen from here.
    struct KnownOptions: ParsableArguments {
        @Option(
            name: .customLong("backend"),
            help: ArgumentHelp(
                "A member behind a load balancer; repeatable. ADDRESS is [http://]HOST[:PORT].",
                valueName: "name=address"))
        var backends: [String] = []
        @Option(
            name: .customLong("ca"),
            help: ArgumentHelp("PEM file with the CA certificates to trust.", valueName: "file"))
        var authorities: String?
        @Option(Settings.place.authfile) var authfile: String?
    }

    func validate() throws {
        if RegistryName(registry) == nil {
            let shown = registry.hidingPassword.escapedASCII(limit: 80)
            throw ValidationError("\"\(shown)\" is not a registry's host[:port]")
        }
        if file.isEmpty { throw ValidationError("<file> \"\": empty name") }
        try Settings.place.authfile.validate(known.authfile)
        try Settings.command.timeout.validate(timeout)
    }

    func execute() async throws -> ExitCode {
        guard let name = RegistryName(registry) else { return .usage }
        try rejectExisting()
        if let path = known.authorities, let words = CertificateFiles.fault(ofAuthorities: path) {
            throw CommandFailure(
                .usage, "--ca: the file \(path.escapedASCII(limit: 400)) \(words.escapedASCII(limit: 400))")
        }
        var draft = ConfigurationDraft(registry: name, version: Blobgate.version)
        draft.hasMembers = !known.backends.isEmpty
        draft.authorities = known.authorities.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        draft.authfile = known.authfile.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
        draft.report = try await look(at: name, draft)
        if draft.report.mayBePlain, known.backends.isEmpty {
            draft.scheme = .http
            draft.report = try await look(at: name, draft)
        }
        let items = ConfigItem.items(of: draft.report)
        guard draft.report.results.contains(where: \.answers) else {
            let page = TerminalPage.ofError
            for item in items where item.state != .ok { Standard.error(page.line(item.words, label: "blobgate: ")) }
            Standard.error(page.line("no backend of \(name) answers; nothing was written", label: "blobgate: "))
            return draft.report.exitCode == .verified ? .undecided : draft.report.exitCode
        }
        let text = draft.text
        do throws(ConfigurationError) {
            _ = try ConfigurationReader.read(text, file: file == "-" ? "standard output" : file)
        } catch {
            throw CommandFailure(.software, "the draft is not a valid configuration, which is a bug: \(error)")
        }
        try write(text)
        let report = ConfigCheckReport(items: items, vantage: Host.name)
        tell(report, draft)
        return report.exitCode
    }

    private func look(at name: RegistryName, _ draft: ConfigurationDraft) async throws -> BackendsReport {
        var place = try PlaceOptions.parse([])
        place.backends = known.backends
        place.authfile = known.authfile
        var entry = Configuration.RegistryEntry()
        entry.name = name
        entry.scheme = draft.scheme
        entry.certificateAuthorities = draft.authorities
        var configuration = Configuration()
        configuration.registries = [entry]
        let setup = try Setup(place: place, configuration: configuration)
        let inspector = try RegistryInspector(setup: setup, place: place, timeout: timeout.duration)
        let report = try await inspector.report(on: name)
        await inspector.close()
        return report
    }

    private func rejectExisting() throws {
        guard file != "-", (try? FileManager.default.attributesOfItem(atPath: file)) != nil else { return }
        throw CommandFailure(
            .usage,
            "\(file.escapedASCII(limit: 400)) exists, and is not replaced; give another file, or - for standard output")
    }

    private func write(_ text: String) throws {
        guard file != "-" else { return Standard.output(text) }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .withoutOverwriting)
        } catch {
            let reason = (error as NSError).localizedDescription.escapedASCII(limit: 400)
            throw CommandFailure(.software, "\(file.escapedASCII(limit: 400)) could not be written: \(reason)")
        }
    }

    /// Whether other commands read this file without an option.
    private var isFoundByDefault: Bool {
        let path = URL(fileURLWithPath: file).standardizedFileURL
        return path == URL(fileURLWithPath: "blobgate.yaml").standardizedFileURL
            && Environment(ProcessInfo.processInfo.environment)[Settings.place.config] == nil
    }

    /// What was found, and what is left to do. The text of the file alone goes to standard output with `-`.
    private func tell(_ report: ConfigCheckReport, _ draft: ConfigurationDraft) {
        let page = file == "-" ? TerminalPage.ofError : TerminalPage.ofOutput
        var text = ""
        if file != "-" { text += page.line("wrote \(file.escapedASCII(limit: 400))") }
        text += report.lines(on: page)
        text += "\nnot determined; the comments in the file say how to set it:\n"
        for question in draft.questions { text += page.line(question.words, label: "- ") }
        if file != "-" {
            let flag = isFoundByDefault ? "" : " --config \(ShellText.quoted(file))"
            text += "\n" + page.line("next: blobgate config check\(flag)")
        }
        if file == "-" { Standard.error(text) } else { Standard.output(text) }
    }
}

extension BackendsReport {
    /// Whether each backend speaks something else than TLS.
    fileprivate var mayBePlain: Bool {
        !results.isEmpty && results.allSatisfy { !$0.answers && $0.failure?.tls == .notTLS }
    }
}
