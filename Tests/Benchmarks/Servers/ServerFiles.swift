import Foundation
import Support

/// The configuration files of the servers.
enum ServerFiles {
    /// A registry that only reads. Its access log goes to standard output, and is where requests and bytes are counted.
    static func registry(port: UInt16, storage: String) -> String {
        """
        version: 0.1
        log: {level: error, accesslog: {disabled: false}}
        storage:
          filesystem: {rootdirectory: "\(storage)"}
          maintenance:
            uploadpurging: {enabled: false}
            readonly: {enabled: true}
        http:
          addr: "127.0.0.1:\(port)"
          relativeurls: true
          secret: bench

        """
    }

    /// An nginx in front of one registry, with two ports that differ in TLS only. It caches nothing.
    static func nginx(
        folder: String, plain: UInt16, secured: UInt16, upstream: UInt16, pair: CertificateMaker.Pair
    ) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \"\(folder)/\($0)\";"
        }
        return """
            daemon off;
            worker_processes 2;
            \(geteuid() == 0 ? "user root;" : "")
            pid "\(folder)/nginx.pid";
            events { worker_connections 512; }
            http {
                \(temporary.joined(separator: "\n    "))
                access_log off;
                proxy_http_version 1.1;
                proxy_buffers 16 64k;
                proxy_buffer_size 64k;
                proxy_max_temp_file_size 0;
                upstream registry { server 127.0.0.1:\(upstream); keepalive 32; }
                server {
                    listen 127.0.0.1:\(plain);
                    listen 127.0.0.1:\(secured) ssl;
                    ssl_certificate "\(pair.certificate)";
                    ssl_certificate_key "\(pair.key)";
                    location /v2/ {
                        proxy_set_header Host $http_host;
                        proxy_set_header Connection "";
                        proxy_pass http://registry;
                    }
                }
            }

            """
    }
}
