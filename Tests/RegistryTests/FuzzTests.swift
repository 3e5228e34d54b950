import Foundation
import OCI
import Record
import Support
import Testing

@testable import Registry

/// Parsers of server responses and user files on random input: they never crash and never reveal a secret.
@Suite struct FuzzTests {
    @Test func challenges() {
        var mutations = Mutations(
            of: [
                #"Bearer realm="https://a.test/token",service="s",scope="repository:x:pull""#, "Basic realm=r",
                #"Negotiate abc==, Basic realm="a\"b", charset=UTF-8, Digest nonce=1"#, "", ",,", "=",
            ], words: ["\"", "\\", "=", ",", " ", "\t", "Bearer ", "realm=", "\u{0}", "\u{e9}"], seed: 3)
        mutations.forEach { input in
            let field = String(decoding: input, as: UTF8.self)
            let challenges = Challenge.parse([field])
            #expect(Challenge.parse([field, field]) == challenges + challenges)
            for challenge in challenges {
                #expect(!challenge.scheme.isEmpty && challenge.scheme == challenge.scheme.lowercased(), "\(field)")
                let parameters = challenge.parameters.sorted { $0.key < $1.key }.map { name, value in
                    let quoted = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                    return "\(name)=\"\(quoted)\""
                }
                let written = challenge.scheme + " " + parameters.joined(separator: ", ")
                let read = Challenge(scheme: challenge.scheme, parameters: challenge.parameters)
                #expect(Challenge.parse([written]) == [read], "\(field)")
            }
        }
    }

    @Test func authFiles() throws {
        let secret = "aHVudGVyMg"
        var mutations = Mutations(
            of: [
                #"{"auths":{"r.test":{"auth":"\#(encoded("u:hunter2"))"},"https://index.docker.io/v1/":{}}}"#,
                #"{"auths":{"r.test/team":{"username":"u","password":"\#(secret)","identitytoken":"\#(secret)"}}}"#,
                #"{"auths":{},"credHelpers":{"r.test":"pass"},"credsStore":"desktop"}"#, "{}", "", "[]", "null",
                #"{"r.test":{"auth":"\#(encoded("u:p"))"}}"#,
            ], words: ["{", "}", "\"", ":", ",", "null", "\"auths\":", "\"auth\":", "=", "\\u0000", "dTpw"], seed: 4)
        let registry = try #require(RegistryName("r.test"))
        let name = try repository("team/app")
        mutations.forEach { input in
            for form in [AuthFile.Form.config, .dockercfg] {
                do throws(CredentialFileError) {
                    let file = try AuthFile(parsing: Data(input), as: form, source: "file")
                    let login = file.credential(for: registry, name)?.login
                    #expect(login?.basicAuthorization.utf8.allSatisfy { (0x20...0x7E).contains($0) } != false)
                    _ = file.helper(for: registry, name)
                } catch {
                    #expect(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) })
                }
            }
        }
    }

    @Test func nodeFiles() throws {
        let registry = try #require(RegistryName("r.test"))
        var mutations = Mutations(
            of: TOMLTests.good.map(\.0) + [
                "server = \"https://r.test\"\n[host.\"https://m.test\"]\ncapabilities = [\"pull\"]\nca = \"/x\"\n",
                "[[registry]]\nlocation = \"r.test\"\n[[registry.mirror]]\nlocation = \"m.test/x\"\ninsecure = true\n",
            ],
            words: [
                "[", "]", "[[", "]]", "{", "}", "=", "\"", "\"\"\"", "'''", "\n", "\r", ".", "\\u0041", "\\U00110000",
                "#", "\u{0}", "host.", "inf", "\u{feff}",
            ], seed: 5)
        mutations.forEach { input in
            let text = String(decoding: input, as: UTF8.self)
            if (try? TOMLParser.parse(text)) != nil {
                #expect((try? TOMLParser.parse(text + "\n# end")) != nil, "\(text)")
            }
            _ = try? RegistriesFile.parse(text, path: "registries.conf")
            _ = try? HostsFile.parse(text, path: "/x/hosts.toml", registry: registry, scheme: .https)
        }
    }
}
