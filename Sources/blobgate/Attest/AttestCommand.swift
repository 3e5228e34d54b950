import ArgumentParser
import Attest
import Files
import Foundation
import Gate
import OCI
import Record
import Report

/// `blobgate attest`: works with signed verdicts.
struct AttestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest", abstract: "Verify signed verdicts that check --attest wrote.",
        discussion: Examples.of("blobgate attest verify --key gate.pub verdicts.jsonl"),
        subcommands: [Verify.self])

    /// `blobgate attest verify FILE [IMAGE@DIGEST...]`
    struct Verify: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Verify signature, subject, verdict and age of attestations.",
            discussion: Examples.of(
                "blobgate attest verify --key gate.pub verdicts.jsonl",
                "blobgate attest verify --key gate.pub --max-age 1h verdicts.jsonl registry.example.org/app/web@\(example)",
                after: """
                    With images, each needs a statement that counts: signed by this key, about this name and digest, every byte \
                    verified, and not too old. Without images, every statement of Blobgate in the file has to count. Sends no \
                    requests. Exits 1 if a statement does not count, 65 if the file is malformed, 78 if the key is unusable.
                    """))

        private static let example = "sha256:" + String(repeating: "0", count: 64)

        @Argument(help: "A file of DSSE envelopes, one per line; - is standard input.") var file: String
        @Argument(help: "Images with digest, such as registry.example.org/app/web@sha256:...") var images: [String] = []

        @Option(help: ArgumentHelp("The public key in PEM: Ed25519 or ECDSA P-256.", valueName: "file")) var key: String

        @OptionGroup(title: "What counts") var accepted: AcceptanceOptions

        @Flag(
            help: "Print the envelopes that count instead of a line about each, for tools that attach them to images.")
        var envelopes = false

        func execute() async throws -> ExitCode {
            let images = try images.map(Self.image)
            let platform = try accepted.platform.map(Self.platform)
            var check = StatementCheck(
                key: try KeyFile.verifying(key), now: .now, maxAge: accepted.oldest.seconds)
            check.platform = platform
            check.allowsOverridden = accepted.allowOverridden
            let result = FileCheck(try read(), check, images: images)
            guard result.isAccepted else {
                throw CommandFailure(.refused, FileCheckText.refusal(result, file: name))
            }
            Standard.output(
                envelopes
                    ? result.accepted.map { $0.entry.envelope.line + "\n" }.joined()
                    : FileCheckText.accepted(result, at: check.now))
            return .verified
        }

        private var name: String { file == "-" ? "standard input" : file }

        private func read() throws -> EnvelopeFile {
            let bytes: [UInt8]
            do throws(RegularFile.Fault) {
                bytes =
                    file == "-"
                    ? try RegularFile.bytes(from: STDIN_FILENO, limit: EnvelopeFile.largest)
                    : try RegularFile.bytes(of: file, limit: EnvelopeFile.largest)
            } catch {
                let reason =
                    if case .system(let number) = error { ": \(String(cString: strerror(number)))" } else { "" }
                throw CommandFailure(.input, "\(name.escapedASCII(limit: 400)) \(error.words)\(reason)")
            }
            do throws(EnvelopeFile.Fault) {
                return try EnvelopeFile(bytes)
            } catch {
                throw CommandFailure(.input, name.escapedASCII(limit: 400) + error.words)
            }
        }

        private static func image(_ text: String) throws -> ImageReference {
            let image: ImageReference
            do throws(ReferenceError) {
                image = try ImageReference(parsing: text)
            } catch {
                throw CommandFailure(.usage, "\(error)")
            }
            guard image.digest != nil else {
                throw CommandFailure(
                    .usage,
                    "\(text.escapedASCII(limit: 400)) has no digest: statements are about content, such as \(image.registry)/"
                        + "\(image.repository)@sha256:...")
            }
            return image
        }

        private static func platform(_ text: String) throws -> Platform {
            do {
                return try Platform(parsing: text)
            } catch {
                throw CommandFailure(.usage, "--platform: \(error)")
            }
        }
    }
}
