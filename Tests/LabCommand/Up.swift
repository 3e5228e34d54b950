import ArgumentParser
import Foundation
import Lab
package import Support

extension ImageSet: ExpressibleByArgument {}

extension LabCommand {
    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build the images, start everything and push. An existing lab is recreated.")

        @OptionGroup var arguments: LabArguments

        @Option(help: "The image set: small is under 60 MB, full has a layer of 300 MB.")
        var images = ImageSet.full

        @Option(help: "The port of the three backends.")
        var port = LabOptions.Ports.fixed.backends

        @Option(help: "The port of the registry behind them.")
        var registryPort = LabOptions.Ports.fixed.registry

        @Option(help: "Require USER:PASSWORD on the paths below --auth-prefix.")
        var auth: String?

        @Option(help: "The prefix of the paths that require --auth.")
        var authPrefix = "/v2/"

        func run() async throws {
            var options = LabOptions(
                ports: .init(backends: port, registry: registryPort), outlives: true)
            if let auth {
                guard let colon = auth.firstIndex(of: ":") else {
                    throw ValidationError("--auth must be USER:PASSWORD")
                }
                options.basicAuth = .init(
                    user: String(auth[..<colon]), password: String(auth[auth.index(after: colon)...]),
                    pathPrefix: authPrefix)
            }
            let lab = try await RunningLab.start(in: arguments.url, images: images, options: options)
            print("The lab is up: \(lab.registryName), three backends.")
            for backend in lab.backends { print("  \(backend)  \(backend.address):\(lab.backendPort)") }
            print("Images:")
            for reference in lab.references { print("  \(reference)") }
            print("Configuration: \(lab.configurationFile.path)")
            if options.basicAuth != nil { print("DOCKER_CONFIG: \(lab.dockerConfigurationDirectory.path)") }
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop everything that the lab started. Its files remain.")

        @OptionGroup var arguments: LabArguments

        func run() async throws {
            try await arguments.lab().stop()
            print("The lab is down.")
        }
    }

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is running. Exits with 1 if something is not.")

        @OptionGroup var arguments: LabArguments

        func run() throws {
            let lab = try arguments.lab()
            print("registry  \(lab.registryAddress)  \(lab.isRegistryRunning ? "up" : "down")")
            for backend in lab.backends {
                let state = lab.isRunning(backend) ? "up" : "down"
                print("\(backend)    \(backend.address):\(lab.backendPort)  \(state)")
            }
            if !lab.isRegistryRunning || !lab.backends.allSatisfy(lab.isRunning) { throw ExitCode.failure }
        }
    }
}
